//! What is wrong with a parameter: for programs by the names of the API, for readers in their own words.
//!
//! **A reader is told what to do next**, not what the parser thought.

use std::fmt;

use opkald_storage::book::Language;

/// Why a parameter does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// It must be one of a few values.
    NoneOf {
        /// What was given.
        given: String,
        /// The values, with commas.
        allowed: String,
    },
    /// It must be a date or a time.
    NoTime(String),
    /// It must be a month.
    NoMonth,
    /// No data is that old, and no plan that far.
    OutOfYears,
    /// The end must be after the beginning.
    NotLater,
    /// The stretch must be shorter than so many years.
    TooLong(i32),
    /// The answer would have more rows than one holds.
    TooManyRows {
        /// About how many it would have.
        asked: i64,
        /// How many it may have.
        most: i64,
    },
    /// It must be a whole number within bounds.
    NoNumber {
        /// What was given.
        given: String,
        /// The least that fits.
        least: i64,
        /// The most that fits.
        most: i64,
    },
    /// It must be seconds.
    NoSeconds(String),
    /// It must be two numbers of seconds.
    NoSpan(String),
    /// It must be times of the week.
    NoTimes(String),
    /// A token must have a name, a scope and an end.
    NoToken,
    /// It must be what an earlier answer gave.
    NoCursor,
    /// A parameter stands twice, or cannot be read at all.
    Unreadable,
    /// A part of the path is no text.
    Garbled,
    /// The body must be a login.
    NoLogin,
    /// It must be there.
    Missing,
    /// It must be a customer number.
    NoCustomer(String),
}

impl Wrong {
    /// It is none of these values.
    pub(crate) fn none_of(given: &str, allowed: &[&str]) -> Self {
        Self::NoneOf { given: given.to_owned(), allowed: allowed.join(", ") }
    }

    /// What a reader is told.
    pub(crate) fn advice(&self, language: Language) -> String {
        match language {
            Language::Danish => self.danish(),
            Language::English => self.english(),
        }
    }

    fn danish(&self) -> String {
        match self {
            Self::NoneOf { given, .. } => format!("»{given}« kan ikke vælges her. Vælg en af listens værdier."),
            Self::NoTime(given) => format!("»{given}« er ikke en dato. Skriv den som 2026-10-25."),
            Self::NoMonth => "Måneden kan ikke læses. Skriv den som 2026-10.".to_owned(),
            Self::OutOfYears => "Datoen skal ligge i årene 1970 til 2200. Vælg en anden dato.".to_owned(),
            Self::NotLater => {
                "Perioden slutter, før den begynder. Vælg en sidste dag, der ikke ligger før den første.".to_owned()
            }
            Self::TooLong(years) => format!("Perioden er længere end {years} år. Vælg en kortere periode."),
            Self::TooManyRows { asked, most } => format!(
                "Perioden giver omkring {asked} rækker, og der er plads til {most}. Vælg en kortere periode, eller se den dag for dag eller måned for måned."
            ),
            Self::NoNumber { given, least, most } => {
                format!("»{given}« er ikke et helt tal fra {least} til {most}. Skriv et, der er.")
            }
            Self::NoSeconds(given) => format!("»{given}« er ikke et helt antal sekunder. Skriv for eksempel 20."),
            Self::NoSpan(given) => {
                format!("»{given}« er ikke to hele antal sekunder, det mindste først. Skriv for eksempel 5-10.")
            }
            Self::NoTimes(given) => {
                format!("»{given}« er ikke tider på ugen. Skriv for eksempel mon-fri 08:00-16:00.")
            }
            Self::NoToken => {
                "Et token har et navn på højst 64 tegn, mindst én adgang og en udløbsdato inden for et år. Udfyld alle tre."
                    .to_owned()
            }
            Self::NoCursor => "Listen kan ikke fortsættes herfra. Begynd med de nyeste.".to_owned(),
            Self::Unreadable => "Adressen nævner noget to gange eller er ødelagt. Vælg filteret igen.".to_owned(),
            Self::Garbled => "Adressen er ødelagt. Gå tilbage, og vælg linket igen.".to_owned(),
            Self::Missing => "Feltet mangler. Udfyld det.".to_owned(),
            Self::NoLogin => "Der mangler kundenummer eller PIN-kode. Skriv begge.".to_owned(),
            Self::NoCustomer(_) => "Det er ikke et kundenummer. Skriv 1 til 16 cifre.".to_owned(),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::NoneOf { given, .. } => format!("“{given}” cannot be chosen here. Choose a value of the list."),
            Self::NoTime(given) => format!("“{given}” is not a date. Write it as 2026-10-25."),
            Self::NoMonth => "The month cannot be read. Write it as 2026-10.".to_owned(),
            Self::OutOfYears => "The date must lie in the years 1970 to 2200. Choose another date.".to_owned(),
            Self::NotLater => {
                "The period ends before it begins. Choose a last day that is not before the first.".to_owned()
            }
            Self::TooLong(years) => format!("The period is longer than {years} years. Choose a shorter one."),
            Self::TooManyRows { asked, most } => format!(
                "The period makes about {asked} rows, and there is room for {most}. Choose a shorter one, or look at it by day or by month."
            ),
            Self::NoNumber { given, least, most } => {
                format!("“{given}” is not a whole number from {least} to {most}. Write one that is.")
            }
            Self::NoSeconds(given) => format!("“{given}” is not a whole number of seconds. Write 20, for example."),
            Self::NoSpan(given) => {
                format!("“{given}” is not two whole numbers of seconds, the lower first. Write 5-10, for example.")
            }
            Self::NoTimes(given) => {
                format!("“{given}” is not times of the week. Write mon-fri 08:00-16:00, for example.")
            }
            Self::NoToken => {
                "A token has a name of 64 letters at the most, a scope at least, and an end within a year. Fill in all three."
                    .to_owned()
            }
            Self::NoCursor => "The list cannot go on from here. Begin with the latest.".to_owned(),
            Self::Unreadable => "The address names something twice, or is broken. Choose the filter again.".to_owned(),
            Self::Garbled => "The address is broken. Go back, and choose the link again.".to_owned(),
            Self::Missing => "The field is missing. Fill it in.".to_owned(),
            Self::NoLogin => "The customer number or the PIN is missing. Write both.".to_owned(),
            Self::NoCustomer(_) => "That is not a customer number. Write 1 to 16 digits.".to_owned(),
        }
    }
}

/// What a program is told: the values as they stand in an address.
impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoneOf { given, allowed } => write!(f, "{given:?} is none of {allowed}"),
            Self::NoTime(given) => {
                write!(f, "{given:?} is neither a date such as 2026-10-25 nor a time such as 2026-10-25T02:00:00+01:00")
            }
            Self::NoMonth => f.write_str("must be a month such as 2026-10"),
            Self::OutOfYears => f.write_str("lies outside the years 1970 to 2200"),
            Self::NotLater => f.write_str("must be later than from; the period is half-open, to is not in it"),
            Self::TooLong(years) => write!(f, "the period is longer than {years} years"),
            Self::TooManyRows { asked, most } => write!(
                f,
                "from and to span about {asked} buckets, and one answer holds {most}: ask for a shorter period or a longer interval"
            ),
            Self::NoNumber { given, least, most } => write!(f, "{given:?} is not a number from {least} to {most}"),
            Self::NoSeconds(given) => write!(f, "{given:?} is not a whole number of seconds"),
            Self::NoSpan(given) => {
                write!(f, "{given:?} is not two whole numbers of seconds, the lower first, such as 5-10 or 600-")
            }
            Self::NoTimes(given) => {
                write!(
                    f,
                    "{given:?} is not times of the week, such as mon-fri 08:00-16:00; several have semicolons between"
                )
            }
            Self::NoToken => f.write_str(
                "must be JSON with name (1 to 64 letters), scopes (read, sql) and ends_at (a time within a year from now)",
            ),
            Self::NoCursor => f.write_str("is none that an earlier answer gave as next: begin without it"),
            Self::Unreadable => f.write_str("a parameter stands twice, or cannot be read"),
            Self::Garbled => f.write_str("is not text in UTF-8, percent-encoded"),
            Self::Missing => f.write_str("must be there, as a text"),
            Self::NoLogin => f.write_str("must be JSON with the texts customer and pin"),
            Self::NoCustomer(why) => f.write_str(why),
        }
    }
}
