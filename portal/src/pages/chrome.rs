//! What stands around every page: the menu, who is logged in, and how old the data is.

use chrono::TimeDelta;
use opkald_storage::book::Language;

use super::address::Address;
use crate::assets::STAMP;
use crate::format;
use crate::signed::Signed;
use crate::text::{Text, text};

/// The data is called late when it is older than this.
const LATE_AFTER: TimeDelta = TimeDelta::minutes(10);

/// The sections of the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    Overview,
    Queues,
    CallStatistics,
    Calls,
    Callbacks,
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
    pub(crate) data_until: Option<String>,
    pub(crate) data_age: String,
    pub(crate) late: bool,
    pub(crate) zone: &'static str,
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
            (t.call_statistics, "/calls/stats", Section::CallStatistics),
            (t.calls, "/calls", Section::Calls),
            (t.callbacks, "/callbacks", Section::Callbacks),
        ];
        let menu = entries.map(|(name, href, own)| MenuEntry { name, href, current: own == section });
        let reader = Reader {
            name: signed.name.clone(),
            number: signed.customer.to_string(),
            data_until: signed.data_until().map(|until| format::moment(until, signed.zone, signed.language)),
            data_age: signed.data_age().map(age).unwrap_or_default(),
            late: signed.data_age().is_none_or(|age| age > LATE_AFTER),
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
fn age(age: TimeDelta) -> String {
    let seconds = age.num_seconds();
    match seconds {
        ..120 => format!("{seconds} s"),
        120..7200 => format!("{} min", seconds / 60),
        7200..172_800 => format!("{} h", seconds / 3600),
        _ => format!("{} d", seconds / 86_400),
    }
}

/// The address of a call's page.
pub(crate) fn call_address(call: &str) -> String {
    Address::of(&["calls", call]).build()
}
