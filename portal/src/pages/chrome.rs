//! What stands around every page: the menu, who is logged in, and how old the data is.

use chrono::{DateTime, TimeDelta, Utc};
use opkald_storage::book::Language;

use super::address::Address;
use crate::assets::STAMP;
use crate::format;
use crate::signed::Signed;
use crate::text::{Text, text};

/// Data that is not older than this is fresh.
const FRESH: TimeDelta = TimeDelta::minutes(10);
/// Data that is older than this is stale.
const STALE: TimeDelta = TimeDelta::hours(2);

/// The sections of the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    Overview,
    Queues,
    Wallboard,
    CallStatistics,
    Calls,
    Callbacks,
    Recordings,
    Usage,
    /// Tokens of programs, which the foot of each page leads to.
    Access,
    /// The description of the API, which the foot of each page leads to.
    Api,
}

/// An entry of the menu.
#[derive(Debug)]
pub(crate) struct MenuEntry {
    pub(crate) name: &'static str,
    pub(crate) href: &'static str,
    pub(crate) current: bool,
}

/// Who is logged in, and what the data is.
#[derive(Debug)]
pub(crate) struct Reader {
    pub(crate) name: String,
    pub(crate) number: String,
    /// How old the data is; none while there is none.
    pub(crate) data: Option<DataAge>,
    pub(crate) zone: &'static str,
}

/// How old the data is, in words: a colour alone says nothing to who does not see it.
#[derive(Debug)]
pub(crate) struct DataAge {
    pub(crate) until: String,
    pub(crate) age: String,
    /// `fresh`, `older` or `stale`.
    pub(crate) kind: &'static str,
    pub(crate) word: &'static str,
}

impl DataAge {
    fn of(signed: &Signed) -> Option<Self> {
        let t = text(signed.language);
        let (until, age) = (signed.data_until()?, signed.data_age()?);
        let (kind, word) = match age {
            age if age <= FRESH => ("fresh", t.fresh),
            age if age <= STALE => ("older", t.older),
            _ => ("stale", t.stale),
        };
        let until = format::moment(until, signed.zone, signed.language);
        Some(Self { until, age: self::age(age, signed.language), kind, word })
    }
}

/// The frame of a page.
#[derive(Debug)]
pub(crate) struct Chrome {
    pub(crate) t: &'static Text,
    pub(crate) lang: &'static str,
    pub(crate) stamp: &'static str,
    pub(crate) menu: Vec<MenuEntry>,
    pub(crate) reader: Option<Reader>,
    pub(crate) other_lang: &'static str,
    pub(crate) other_lang_href: String,
}

impl Chrome {
    /// The frame for somebody who is logged in.
    pub(crate) fn new(signed: &Signed, section: Section) -> Self {
        let t = text(signed.language);
        let entries = [
            (t.overview, "/", Section::Overview),
            (t.queues, "/queues", Section::Queues),
            (t.wallboard, "/wallboard", Section::Wallboard),
            (t.call_statistics, "/calls/stats", Section::CallStatistics),
            (t.calls, "/calls", Section::Calls),
            (t.callbacks, "/callbacks", Section::Callbacks),
            (t.recordings, "/recordings", Section::Recordings),
            (t.usage, "/usage", Section::Usage),
        ];
        let menu = entries.map(|(name, href, own)| MenuEntry { name, href, current: own == section });
        let reader = Reader {
            name: signed.name.clone(),
            number: signed.customer.to_string(),
            data: DataAge::of(signed),
            zone: signed.zone.name(),
        };
        let here = signed.uri.path();
        let query = signed.uri.query().unwrap_or_default();
        Self { menu: menu.into(), reader: Some(reader), ..Self::outside(signed.language, here, query) }
    }

    /// The frame for a page that needs no session.
    pub(crate) fn outside(language: Language, path: &str, query: &str) -> Self {
        let other = if language == Language::Danish { Language::English } else { Language::Danish };
        let kept = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("lang="));
        let kept: String = kept.map(|pair| format!("&{pair}")).collect();
        Self {
            t: text(language),
            lang: language.code(),
            stamp: STAMP,
            menu: Vec::new(),
            reader: None,
            other_lang: other.code(),
            other_lang_href: format!("{path}?lang={}{kept}", other.code()),
        }
    }
}

/// An age in its largest unit.
fn age(age: TimeDelta, language: Language) -> String {
    let seconds = age.num_seconds();
    let hours = if language == Language::Danish { "t" } else { "h" };
    match seconds {
        ..120 => format!("{seconds} s"),
        120..7200 => format!("{} min", seconds / 60),
        7200..172_800 => format!("{} {hours}", seconds / 3600),
        _ => format!("{} d", seconds / 86_400),
    }
}

/// The address of a call's page, with a day on which it was seen.
pub(crate) fn call_address(signed: &Signed, call: &str, at: DateTime<Utc>) -> String {
    let day = at.with_timezone(&signed.zone).date_naive();
    Address::of(&["calls", call]).with("day", &day.to_string()).build()
}
