#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::{Calendar, Country, Terms, Zone};
use crate::money::Currency;

#[test]
fn zones_are_those_of_the_rules_for_roaming() {
    let terms = Terms {
        currency: Currency::DKK,
        country: Country::DENMARK,
        calendar: Calendar::None,
        eu_also: vec!["CH".parse().unwrap()],
        bands: Vec::new(),
        groups: Vec::new(),
        rates: Vec::new(),
    };
    for (country, zone) in [
        (None, Zone::Home),
        (Some("DK"), Zone::Home),
        (Some("SE"), Zone::Eu),
        (Some("NO"), Zone::Eu),
        (Some("CH"), Zone::Eu),
        (Some("GB"), Zone::Rest),
        (Some("FO"), Zone::Rest),
        (Some("US"), Zone::Rest),
        (Some("XX"), Zone::Rest),
    ] {
        assert_eq!(terms.zone(country), zone, "{country:?}");
    }
}

#[test]
fn terms_come_back_from_the_book_as_they_were() {
    let example = include_str!("../../../../deploy/customer.example.toml");
    let file = crate::book::AccountFile::read(example).unwrap();
    let terms = &file.tariffs[0].what.terms;
    let written = serde_json::to_string(terms).unwrap();
    assert_eq!(serde_json::from_str::<Terms>(&written).unwrap(), *terms);
}
