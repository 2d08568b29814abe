//! An event on its way: parsed values, and the first thing that is wrong with them.

use std::borrow::Cow;

use chrono::DateTime;

use super::field::TextRule;
use super::refusal::Wanted;
use super::values::{parse_price, parse_time};
use super::{
    Customer, Direction, EventType, Field, Found, LineKind, MAX_FUTURE_MICROS, Refusal, Shape, TIMES, is_phone_number,
};

/// Number of text slots.
pub(crate) const TEXTS: usize = 12;
/// Number of number slots.
pub(crate) const NUMBERS: usize = 7;

/// The values of one event. Texts are borrowed from the line; only one with escapes is a copy.
#[derive(Debug, Default)]
pub(crate) struct Draft<'a> {
    pub(crate) kind: Option<EventType>,
    pub(crate) time_micros: Option<i64>,
    pub(crate) customer: Option<Customer>,
    pub(crate) direction: Option<Direction>,
    pub(crate) line_kind: Option<LineKind>,
    pub(crate) price: Option<i128>,
    pub(crate) texts: [Option<Cow<'a, str>>; TEXTS],
    pub(crate) numbers: [i64; NUMBERS],
    /// Fields that have a value.
    pub(crate) present: u32,
    /// Fields that were named, with a value or with null.
    named: u32,
    /// Fields that the contract does not know.
    pub(crate) unknown: u64,
    fault: Option<Box<Refusal>>,
}

impl<'a> Draft<'a> {
    /// Sets what every event has but its id.
    pub(crate) fn begin(&mut self, kind: EventType, time_micros: i64, customer: Customer) {
        self.kind = Some(kind);
        self.time_micros = Some(time_micros);
        self.customer = Some(customer);
        self.present |= Field::Type.bit() | Field::Time.bit() | Field::Customer.bit();
    }

    /// Notes that a field is named; twice is a fault, since the two may differ.
    pub(crate) fn name(&mut self, field: Field) {
        if self.named & field.bit() != 0 {
            self.fail(Refusal::Twice { field });
        }
        self.named |= field.bit();
    }

    /// Takes a text.
    pub(crate) fn text(&mut self, field: Field, text: Cow<'a, str>) {
        let fits = match field.shape() {
            Shape::Type => {
                self.kind = EventType::of(&text);
                self.kind.is_some()
            }
            Shape::Time => {
                self.time_micros = parse_time(&text);
                self.time_micros.is_some()
            }
            Shape::Customer => {
                self.customer = Customer::parse(&text);
                self.customer.is_some()
            }
            Shape::Direction => {
                self.direction = Direction::of(&text);
                self.direction.is_some()
            }
            Shape::LineKind => {
                self.line_kind = LineKind::of(&text);
                self.line_kind.is_some()
            }
            Shape::Price => {
                self.price = parse_price(&text);
                self.price.is_some()
            }
            Shape::Text(slot, rule) if obeys(rule, &text) => {
                self.texts[slot] = Some(text);
                self.present |= field.bit();
                return;
            }
            Shape::Text(..) | Shape::Number(..) => false,
        };
        if fits {
            self.present |= field.bit();
        } else {
            self.misfit(field, Found::text(&text));
        }
    }

    /// Takes a whole number.
    pub(crate) fn number(&mut self, field: Field, number: i128) {
        match (field.shape(), i64::try_from(number)) {
            (Shape::Number(slot, least, greatest), Ok(fitting)) if (least..=greatest).contains(&fitting) => {
                self.numbers[slot] = fitting;
                self.present |= field.bit();
            }
            _ => self.misfit(field, Found::plain(number)),
        }
    }

    /// Notes a value of the wrong shape.
    #[cold]
    pub(crate) fn misfit(&mut self, field: Field, found: Found) {
        let wanted = match field.shape() {
            Shape::Type => Wanted::Type,
            Shape::Time => Wanted::Words("an RFC 3339 time with an offset and at most six decimals"),
            Shape::Customer => Wanted::Words("a text of 1 to 16 digits"),
            Shape::Direction => Wanted::OneOf(Direction::WORDS),
            Shape::LineKind => Wanted::OneOf(LineKind::WORDS),
            Shape::Price => Wanted::Words("a decimal in a text, with at most 10 digits before the point and 4 behind"),
            Shape::Text(_, rule) => Wanted::Words(rule.wanted()),
            Shape::Number(_, least, greatest) => Wanted::Number(least, greatest),
        };
        self.fail(Refusal::Value { field, found, wanted });
    }

    fn fail(&mut self, refusal: Refusal) {
        self.fault.get_or_insert_with(|| Box::new(refusal));
    }

    /// The text of a field, where it has one.
    pub(crate) fn text_of(&self, field: Field) -> Option<&str> {
        match field.shape() {
            Shape::Text(slot, _) => self.texts[slot].as_deref(),
            _ => None,
        }
    }

    /// Whether it is an event, at a clock that shows `now_micros`.
    ///
    /// # Errors
    /// The first reason why not.
    pub(crate) fn check(&mut self, now_micros: i64) -> Result<(), Refusal> {
        if let Some(fault) = self.fault.take() {
            return Err(*fault);
        }
        let missing = |field, kind| Err(Refusal::Missing { field, kind });
        let Some(kind) = self.kind else {
            return missing(Field::Type, None);
        };
        for field in [Field::Id, Field::Time, Field::Customer] {
            if self.present & field.bit() == 0 {
                return missing(field, None);
            }
        }
        if self.present & kind.required_set() != kind.required_set() {
            let absent = kind.required().iter().find(|field| self.present & field.bit() == 0);
            return missing(*absent.unwrap_or(&Field::Type), Some(kind));
        }
        self.check_reason(kind)?;
        let time_micros = self.time_micros.unwrap_or_default();
        if !TIMES.contains(&time_micros) {
            return Err(Refusal::NoYear);
        }
        if time_micros > now_micros.saturating_add(MAX_FUTURE_MICROS) {
            let time = DateTime::from_timestamp_micros(time_micros);
            let time = time.map(|time| time.to_rfc3339()).unwrap_or_default();
            return Err(Refusal::Future { time });
        }
        Ok(())
    }

    fn check_reason(&self, kind: EventType) -> Result<(), Refusal> {
        let (Some(allowed), Some(reason)) = (kind.reasons(), self.text_of(Field::Reason)) else {
            return Ok(());
        };
        if allowed.contains(&reason) {
            return Ok(());
        }
        let (found, wanted) = (Found::text(reason), Wanted::OneOf(allowed));
        Err(Refusal::Value { field: Field::Reason, found, wanted })
    }
}

fn obeys(rule: TextRule, text: &str) -> bool {
    let capitals = |length| text.len() == length && text.bytes().all(|byte| byte.is_ascii_uppercase());
    match rule {
        // A text of at most 64 bytes has at most 64 characters: the count is seldom needed.
        TextRule::Name => !text.is_empty() && (text.len() <= 64 || text.chars().count() <= 64),
        TextRule::Phone => is_phone_number(text),
        TextRule::Filled => !text.is_empty(),
        TextRule::Free => true,
        TextRule::Country => capitals(2),
        TextRule::Currency => capitals(3),
    }
}
