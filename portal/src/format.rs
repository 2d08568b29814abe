//! How figures, durations, times and numbers are written for a reader.

use chrono::{DateTime, Datelike, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

use opkald_storage::book::Language as Lang;
use opkald_storage::money::{DayKind, Ore};

/// What stands where there is no data: never 0 % or 100 %.
pub(crate) const NO_DATA: &str = "–";

/// A count, with the language's thousands separator.
pub(crate) fn count(value: i64, lang: Lang) -> String {
    let digits = value.unsigned_abs().to_string();
    let separator = if lang == Lang::Danish { '.' } else { ',' };
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if value < 0 {
        grouped.push('-');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(separator);
        }
        grouped.push(digit);
    }
    grouped
}

/// A decimal figure with so many places.
pub(crate) fn decimal(value: f64, places: usize, lang: Lang) -> String {
    point(&format!("{value:.places$}"), lang)
}

/// An amount of money with its currency, to the hundredth.
pub(crate) fn money(amount: Ore, currency: &str, lang: Lang) -> String {
    let (sign, point) = (if amount < Ore::default() { "-" } else { "" }, if lang == Lang::Danish { ',' } else { '.' });
    let hundredths = amount.hundredths().unsigned_abs();
    let whole = count(i64::try_from(hundredths / 100).unwrap_or(i64::MAX), lang);
    format!("{sign}{whole}{point}{:02}\u{a0}{currency}", hundredths % 100)
}

/// A decimal with the point or comma of the language.
pub(crate) fn point(decimal: &str, lang: Lang) -> String {
    if lang == Lang::Danish { decimal.replace('.', ",") } else { decimal.to_owned() }
}

/// An amount of money as a text with as many decimals as it needs, but two at least.
pub(crate) fn amount(decimal: &str, currency: &str, lang: Lang) -> String {
    let needed = match decimal.split_once('.') {
        Some((whole, part)) => format!("{whole}.{:0<2}", part.trim_end_matches('0')),
        None => format!("{decimal}.00"),
    };
    format!("{}\u{a0}{currency}", point(&needed, lang))
}

/// By how much an amount is more, or less, with its sign.
pub(crate) fn change(amount: Ore, currency: &str, lang: Lang) -> String {
    let sign = if amount > Ore::default() { "+" } else { "" };
    sign.to_owned() + &money(amount, currency, lang)
}

/// A ratio as a percentage with one place.
pub(crate) fn percent(ratio: Option<f64>, lang: Lang) -> String {
    let Some(ratio) = ratio else { return NO_DATA.to_owned() };
    decimal(ratio * 100.0, 1, lang) + "\u{a0}%"
}

/// By which share a figure is more, or less, with its sign.
pub(crate) fn share_more(ratio: f64, lang: Lang) -> String {
    let sign = if ratio > 0.0 { "+" } else { "" };
    sign.to_owned() + &percent(Some(ratio), lang)
}

/// Seconds as `m:ss` or `h:mm:ss`.
pub(crate) fn duration(seconds: Option<f64>) -> String {
    let Some(seconds) = seconds else { return NO_DATA.to_owned() };
    // Whole seconds are enough to read; a duration is never negative nor near the limit of i64.
    let whole = seconds.round() as i64;
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{rest:02}") } else { format!("{minutes}:{rest:02}") }
}

/// A date and a time of day to the second, in the customer's zone.
pub(crate) fn moment(at: DateTime<Utc>, zone: Tz, lang: Lang) -> String {
    let local = at.with_timezone(&zone);
    let repeated = if is_repeated(at, zone) { local.format(" %:z").to_string() } else { String::new() };
    format!("{} {}{repeated}", date(at, zone, lang), local.format("%H:%M:%S"))
}

/// A date in the customer's zone.
pub(crate) fn date(at: DateTime<Utc>, zone: Tz, lang: Lang) -> String {
    let local = at.with_timezone(&zone);
    match lang {
        Lang::Danish => format!("{}. {} {}", local.day(), month_name(local.month(), lang), local.year()),
        Lang::English => format!("{} {} {}", local.day(), month_name(local.month(), lang), local.year()),
    }
}

/// A date with its day of the week, short.
pub(crate) fn weekday_date(at: DateTime<Utc>, zone: Tz, lang: Lang) -> String {
    let local = at.with_timezone(&zone);
    let day = local.weekday().num_days_from_monday() as usize;
    let names = match lang {
        Lang::Danish => ["man", "tir", "ons", "tor", "fre", "lør", "søn"],
        Lang::English => ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    };
    let dot = if lang == Lang::Danish { "." } else { "" };
    format!("{} {}{dot} {}", names[day], local.day(), month_name(local.month(), lang))
}

/// A day of the week, or a public holiday.
pub(crate) fn day_kind(day: DayKind, lang: Lang) -> &'static str {
    let names = match lang {
        Lang::Danish => ["mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag", "helligdag"],
        Lang::English => ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Holiday"],
    };
    names[day.index()]
}

/// A month with its year.
pub(crate) fn month(at: DateTime<Utc>, zone: Tz, lang: Lang) -> String {
    let local = at.with_timezone(&zone);
    format!("{} {}", month_name(local.month(), lang), local.year())
}

/// A time of day, with its offset when the clock shows that time twice.
pub(crate) fn clock(at: DateTime<Utc>, zone: Tz) -> String {
    let local = at.with_timezone(&zone);
    let repeated = if is_repeated(at, zone) { local.format(" (%:z)").to_string() } else { String::new() };
    format!("{:02}:{:02}{repeated}", local.hour(), local.minute())
}

/// Whether the wall clock shows this time twice, so that only the offset tells which.
fn is_repeated(at: DateTime<Utc>, zone: Tz) -> bool {
    let wall = at.with_timezone(&zone).naive_local();
    matches!(zone.from_local_datetime(&wall), chrono::LocalResult::Ambiguous(..))
}

fn month_name(month: u32, lang: Lang) -> &'static str {
    let names = match lang {
        Lang::Danish => ["jan.", "feb.", "mar.", "apr.", "maj", "jun.", "jul.", "aug.", "sep.", "okt.", "nov.", "dec."],
        Lang::English => ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    };
    names.get((month as usize).wrapping_sub(1)).copied().unwrap_or(NO_DATA)
}

/// A phone number, Danish ones in pairs: `+45 88 30 30 80`.
pub(crate) fn phone(number: &str) -> String {
    let Some(local) = number.strip_prefix("+45").filter(|local| local.len() == 8 && local.is_ascii()) else {
        return number.to_owned();
    };
    let (a, rest) = local.split_at(2);
    let (b, rest) = rest.split_at(2);
    let (c, d) = rest.split_at(2);
    format!("+45\u{a0}{a}\u{a0}{b}\u{a0}{c}\u{a0}{d}")
}

#[cfg(test)]
mod tests;
