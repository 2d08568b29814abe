//! Numbers that are called for help, by country.

/// What is called for help, without a price, wherever one is.
pub(super) const EVERYWHERE: &str = "112";

/// What every mobile takes for a call for help where it roams, beside what the country has; so the standard of its network says.
const ROAMING: [&str; 2] = [EVERYWHERE, "911"];

/// Digits of the longest of them.
pub(super) const LONGEST: usize = 5;

/// Further numbers, and in which countries they are for help.
const NUMBERS: [(&str, &str); 51] = [
    (
        "911",
        "US CA MX PR VI GU AS MP AG AI BS BB BM DM DO GD KN KY LC MS TC VC VG SX AR UY PY EC CR PA SV HN PH JO PW FM MH \
        FJ LR",
    ),
    ("999", "GB IE GG JE IM HK MO SG MY BN KE UG BD BH AE QA ZW BW SC MU PL TT"),
    ("000", "AU"),
    ("111", "NZ"),
    ("110", "NO DE FI CN JP TW ID"),
    ("113", "NO VN IT ID"),
    ("114", "VN"),
    ("115", "VN IT"),
    ("117", "CH"),
    ("118", "CH IT JP ID"),
    ("119", "CN JP KR TW ID"),
    ("122", "AT EG"),
    ("123", "CO EG"),
    ("133", "AT CL"),
    ("144", "AT CH"),
    ("131", "CL"),
    ("132", "CL"),
    ("15", "FR GP MQ RE GF YT"),
    ("17", "FR GP MQ RE GF YT"),
    ("18", "FR GP MQ RE GF YT"),
    ("100", "BE GR IN IL"),
    ("101", "BE IN IL RU UA BY"),
    ("102", "IN IL RU UA BY"),
    ("103", "RU UA BY"),
    ("108", "IN"),
    ("150", "CZ SK"),
    ("155", "CZ SK"),
    ("158", "CZ SK"),
    ("104", "HU"),
    ("105", "HU"),
    ("107", "HU"),
    ("166", "GR"),
    ("199", "GR CY TH"),
    ("191", "TH GH"),
    ("192", "HR RS BR"),
    ("193", "HR RS BR"),
    ("194", "HR RS"),
    ("190", "BR"),
    ("997", "PL AE SA"),
    ("998", "PL AE SA"),
    ("995", "SG"),
    ("992", "HK"),
    ("061", "ES"),
    ("062", "ES"),
    ("080", "ES"),
    ("091", "ES"),
    ("106", "AU"),
    ("180", "EG"),
    ("10111", "ZA"),
    ("10177", "ZA"),
    ("90000", "SE"),
];

/// All of them, each with a country in which it is for help.
pub(super) fn by_country() -> impl Iterator<Item = (&'static str, &'static str)> {
    let each = |(number, countries): (&'static str, &'static str)| {
        countries.split_ascii_whitespace().map(move |country| (number, country))
    };
    NUMBERS.into_iter().flat_map(each)
}

/// Whether a number is for help that is dialled in a country.
pub(super) fn is_for_help(country: &str, number: &str) -> bool {
    if number.len() > LONGEST {
        return false;
    }
    let is_in = |countries: &str| countries.split_ascii_whitespace().any(|known| known == country);
    number == EVERYWHERE || NUMBERS.iter().any(|(known, countries)| *known == number && is_in(countries))
}

/// Whether a number is for help that a mobile dials where it roams.
pub(super) fn is_for_help_abroad(country: &str, number: &str) -> bool {
    ROAMING.contains(&number) || is_for_help(country, number)
}
