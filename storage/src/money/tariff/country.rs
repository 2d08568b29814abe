//! Countries, by their ISO 3166-1 codes of two letters.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The codes that are given out, in alphabetical order.
const CODES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV \
    BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR \
    GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG \
    KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX \
    MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG \
    SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG \
    VI VN VU WF WS YE YT ZA ZM ZW";

/// The 27 members of the European Union, with Iceland, Liechtenstein and Norway, and the French departments overseas (with
/// their own codes), where the rules for roaming hold too.
const EEA: &str = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK GF GP MQ RE YT \
    MF AX";

/// A country.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Country([u8; 2]);

/// Says that a text names no country.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no country: give an ISO 3166-1 code of two letters, such as DK")]
pub struct UnknownCountry(String);

impl Country {
    /// Denmark.
    pub const DENMARK: Self = Self(*b"DK");

    /// The two letters.
    pub fn code(&self) -> &str {
        // They were letters when they came in.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// Whether use in a country counts as use in the EU.
pub(super) fn is_in_eea(code: &str) -> bool {
    EEA.split_ascii_whitespace().any(|known| known == code)
}

impl FromStr for Country {
    type Err = UnknownCountry;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_known = CODES.split_ascii_whitespace().any(|code| code == text);
        let letters = text.as_bytes().try_into().ok().filter(|_| is_known);
        letters.map(Self).ok_or_else(|| UnknownCountry(text.chars().take(40).collect()))
    }
}

impl TryFrom<String> for Country {
    type Error = UnknownCountry;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.code().to_owned()
    }
}
