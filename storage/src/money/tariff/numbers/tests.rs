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
            assert_eq!(*reader.read(dialled), rules.read(dialled));
        }
    }
}
