//! From one JSON object to a draft, without a copy and without an allocation.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;

use super::{Draft, Field, Found, Refusal};

/// Reads an object's fields into a draft.
///
/// # Errors
/// [`Refusal::NotJson`] or [`Refusal::NotObject`]. A value that is no good is a fault in the draft instead, so that the
/// rest of the line is still looked at.
pub(crate) fn read<'a>(line: &'a str, draft: &mut Draft<'a>) -> Result<(), Refusal> {
    let mut json = serde_json::Deserializer::from_str(line);
    let read = json.deserialize_any(Object { draft }).and_then(|()| json.end());
    read.map_err(|error| match error.classify() {
        Category::Data => Refusal::NotObject,
        _ => Refusal::NotJson { detail: error.to_string() },
    })
}

struct Object<'d, 'a> {
    draft: &'d mut Draft<'a>,
}

impl<'de> Visitor<'de> for Object<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key_seed(Key)? {
            let Some(field) = key else {
                self.draft.unknown += 1;
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            self.draft.name(field);
            map.next_value_seed(Value { field, draft: self.draft })?;
        }
        Ok(())
    }
}

/// The name of a field; none for one that the contract does not know.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Option<Field>;

    fn deserialize<D: Deserializer<'de>>(self, key: D) -> Result<Self::Value, D::Error> {
        key.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Key {
    type Value = Option<Field>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Field::of(name))
    }
}

/// The value of a field. It never fails but for JSON that is broken.
struct Value<'d, 'a> {
    field: Field,
    draft: &'d mut Draft<'a>,
}

impl<'de> DeserializeSeed<'de> for Value<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        value.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<(), E> {
        self.draft.text(self.field, Cow::Borrowed(text));
        Ok(())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.draft.text(self.field, Cow::Owned(text.to_owned()));
        Ok(())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        self.draft.number(self.field, i128::from(number));
        Ok(())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.draft.number(self.field, i128::from(number));
        Ok(())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        self.draft.misfit(self.field, Found::plain(number));
        Ok(())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.draft.misfit(self.field, Found::plain(value));
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        self.draft.misfit(self.field, Found::plain("a list"));
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        self.draft.misfit(self.field, Found::plain("an object"));
        Ok(())
    }
}
