#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::{Dialled, Free, NumberReader, NumberRules};
use crate::money::tariff::Country;

fn danish() -> NumberRules {
    NumberRules::from(Country::DENMARK).unwrap()
}

fn number(digits: &str, is_premium: bool) -> Dialled {
    Dialled::International { digits: digits.into(), is_premium }
}

#[test]
fn help_and_toll_free_numbers_are_free() {
    let rules = danish();
    for (dialled, free) in [
        ("112", Free::Emergency),
        ("116111", Free::TollFree),
        ("+4580808080", Free::TollFree),
        ("80808080", Free::TollFree),
        ("80 80 80 80", Free::TollFree),
    ] {
        assert_eq!(rules.read(dialled), Dialled::Free(free), "{dialled}");
    }
    // The police's number for what can wait is none of them, and neither is another country's toll-free number.
    assert_eq!(rules.read("114"), Dialled::Short("114".into()));
    assert_eq!(rules.read("+18005550199"), number("18005550199", false));
    assert_eq!(NumberRules::from("US".parse().unwrap()).unwrap().read("+18002345678"), Dialled::Free(Free::TollFree));
    assert_eq!(NumberRules::from("GB".parse().unwrap()).unwrap().read("999"), Dialled::Free(Free::Emergency));
}

#[test]
fn a_number_is_read_with_its_country_however_it_is_dialled() {
    let rules = danish();
    for dialled in ["+4588303080", "88303080", "88 30 30 80", "004588303080"] {
        assert_eq!(rules.read(dialled), number("4588303080", false), "{dialled}");
    }
    assert_eq!(rules.read("004670123456"), number("4670123456", false));
    assert_eq!(rules.read("+4590909090"), number("4590909090", true));
    assert_eq!(rules.read("90909090"), number("4590909090", true));
}

#[test]
fn what_is_no_number_of_the_world_stays_what_it_is() {
    let rules = danish();
    for dialled in ["204", "1818", "anonymous", "", "+", "+45 88", "*21#"] {
        assert_eq!(rules.read(dialled), Dialled::Short(dialled.into()), "{dialled}");
    }
}

#[test]
fn a_reader_remembers_and_tells_the_same() {
    let rules = danish();
    let mut reader = NumberReader::new(&rules);
    for _ in 0..2 {
        for dialled in ["+4588303080", "112", "204", "+4590909090"] {
            assert_eq!(*reader.read(dialled, None), rules.read(dialled));
        }
    }
}

/// What a country has in its plan of numbers holds for whoever calls there.
#[test]
fn numbers_of_all_countries_are_what_they_are_there() {
    let rules = danish();
    for (dialled, is_premium) in [
        ("+449098790000", true),
        ("00449098790000", true),
        ("+19002345678", true),
        ("+499001234567", true),
        ("+979123456789", true),
        // One that nobody can have is no ordinary number for that.
        ("+97912", true),
        ("+442079460000", false),
        ("+14155552671", false),
        ("+4670123456", false),
        // Who pays at home does so abroad: another country's toll-free number costs what its other numbers do.
        ("+448001111111", false),
    ] {
        let digits = dialled.trim_start_matches('+').trim_start_matches("00");
        assert_eq!(rules.read(dialled), number(digits, is_premium), "{dialled}");
    }
    assert_eq!(rules.read("+80012345678"), Dialled::Free(Free::TollFree));
    assert_eq!(rules.read("0080012345678"), Dialled::Free(Free::TollFree));
}

#[test]
fn help_is_free_where_one_is_and_however_it_is_written() {
    let rules = danish();
    for dialled in ["+45112", "+44999", "+44112", "+1911", "+49110"] {
        assert_eq!(rules.read(dialled), Dialled::Free(Free::Emergency), "{dialled}");
    }
    assert_eq!(rules.read("+45999"), number("45999", false));
    assert_eq!(rules.read("999"), Dialled::Short("999".into()));
    let mut reader = NumberReader::new(&rules);
    let mut is_free = |number, country| *reader.read(number, country) == Dialled::Free(Free::Emergency);
    for (number, country) in [("112", "US"), ("911", "US"), ("999", "GB"), ("112", "GB"), ("911", "SE"), ("000", "AU")]
    {
        assert!(is_free(number, Some(country)), "{number} in {country}");
        // What a number is in one country is not remembered for another.
        assert_eq!(is_free(number, None), number == "112");
    }
    assert!(!is_free("999", Some("SE")) && !is_free("+4520304050", Some("US")));
}
