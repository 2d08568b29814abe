//! What a called number is: free, premium, or somebody's.

mod help;

use std::collections::{HashMap, HashSet};
use std::str::FromStr;

use rlibphonenumber::{PhoneNumberFormat, PhoneNumberType, PhoneNumberUtil, Region};

use super::Country;

/// Stands where a country's code does in numbers that are free for callers in all countries.
const FREEPHONE: i32 = 800;

/// Stands where a country's code does in numbers of all countries that have a price of their own.
const INTERNATIONAL_PREMIUM: i32 = 979;

/// Digits of the longest code of a country.
const CODE: usize = 3;

/// Numbers of social value that all members of the EU keep free of charge, such as the hotline for missing children.
const FREE_HELPLINES: [&str; 5] = ["116000", "116006", "116111", "116117", "116123"];

/// How many numbers a reader remembers. People call the same numbers again, and reading one takes microseconds.
const REMEMBERED: usize = 65_536;

/// Why a call costs nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Free {
    /// It is for help.
    Emergency,
    /// Whoever is called pays.
    TollFree,
}

/// A called number, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dialled {
    /// One that costs nothing.
    Free(Free),
    /// A number with its country.
    International {
        /// The digits, without the plus sign.
        digits: Box<str>,
        /// Whether it has a price of its own in its country's plan of numbers.
        is_premium: bool,
    },
    /// A short number, or whatever else is no number of the world.
    Short(Box<str>),
}

/// The plans of numbers of all countries, as seen from one of them. Making it takes some milliseconds.
pub struct NumberRules {
    util: PhoneNumberUtil,
    home: Option<Region>,
    country: Country,
    /// The home country's code.
    home_code: Option<i32>,
    /// The digits of numbers for help with their countries' codes, as a switch may write what was dialled without.
    help: HashSet<String>,
}

/// Reads numbers, and remembers those that it has read.
#[derive(Debug)]
pub struct NumberReader<'a> {
    rules: &'a NumberRules,
    /// What has been read, and the place of each number in it.
    read: Vec<Dialled>,
    known: HashMap<Box<str>, usize>,
}

impl std::fmt::Debug for NumberRules {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NumberRules").field("country", &self.country).finish_non_exhaustive()
    }
}

impl NumberRules {
    /// The plans as seen from a country; none when the library cannot read its own data.
    pub fn from(country: Country) -> Option<Self> {
        let util = PhoneNumberUtil::new().ok()?;
        let home = Region::from_str(country.code()).ok();
        let code = |country: &str| util.get_country_code_for_region(Region::from_str(country).ok()?);
        let home_code = code(country.code());
        let everywhere = util.get_supported_calling_codes().map(|code| format!("{code}{}", help::EVERYWHERE));
        let further = help::by_country().filter_map(|(number, country)| Some(format!("{}{number}", code(country)?)));
        let help = everywhere.chain(further).collect();
        Some(Self { util, home, country, home_code, help })
    }

    /// Reads a number as an event bears it.
    pub fn read(&self, number: &str) -> Dialled {
        if help::is_for_help(self.country.code(), number) {
            return Dialled::Free(Free::Emergency);
        }
        if FREE_HELPLINES.contains(&number) {
            return Dialled::Free(Free::TollFree);
        }
        match number.strip_prefix('+') {
            Some(digits) if is_digits(digits) => self.read_international(number, digits),
            _ => self.read_as_at_home(number),
        }
    }

    /// Only the home country's toll-free numbers are free, and those of all countries: whoever calls another country's from
    /// here pays. What has a price of its own in its country has one for whoever calls it from another.
    fn read_international(&self, number: &str, digits: &str) -> Dialled {
        if digits.len() <= CODE + help::LONGEST && self.help.contains(digits) {
            return Dialled::Free(Free::Emergency);
        }
        let mut is_premium = false;
        if let Ok(parsed) = self.util.parse(number, self.home) {
            let code = parsed.country_code;
            match self.util.get_number_type(&parsed) {
                PhoneNumberType::TollFree if Some(code) == self.home_code || code == FREEPHONE => {
                    return Dialled::Free(Free::TollFree);
                }
                kind => is_premium = kind == PhoneNumberType::PremiumRate || code == INTERNATIONAL_PREMIUM,
            }
        }
        Dialled::International { digits: digits.into(), is_premium }
    }

    /// A number as it is dialled at home: `88 30 30 80`, `0046…`, `1818`.
    fn read_as_at_home(&self, number: &str) -> Dialled {
        let short = || Dialled::Short(number.into());
        let Ok(parsed) = self.util.parse(number, self.home) else { return short() };
        // Short numbers can be read as if they were long ones that lack something. Who dials another country means it.
        let is_abroad = Some(parsed.country_code) != self.home_code;
        if !is_abroad && !self.util.is_valid_number(&parsed) {
            return short();
        }
        let whole = self.util.format(&parsed, PhoneNumberFormat::E164);
        match whole.strip_prefix('+') {
            Some(digits) => self.read_international(&whole, digits),
            None => short(),
        }
    }
}

impl<'a> NumberReader<'a> {
    /// A reader that has read nothing yet.
    pub fn new(rules: &'a NumberRules) -> Self {
        Self { rules, read: Vec::new(), known: HashMap::new() }
    }

    /// Reads a number as an event bears it, dialled in a country; none means at home. What is for help is so where one is; a
    /// mobile knows the numbers for help of its home as well.
    pub fn read(&mut self, number: &str, country: Option<&str>) -> &Dialled {
        if country.is_some_and(|country| help::is_for_help_abroad(country, number)) {
            return &Dialled::Free(Free::Emergency);
        }
        if let Some(at) = self.known.get(number) {
            return &self.read[*at];
        }
        if self.read.len() >= REMEMBERED {
            self.read.clear();
            self.known.clear();
        }
        let at = self.read.len();
        self.known.insert(number.into(), at);
        self.read.push(self.rules.read(number));
        &self.read[at]
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests;
