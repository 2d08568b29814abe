#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use proptest::prelude::*;

use super::{NotAPrice, Price};

#[test]
fn a_price_is_read_and_written_to_the_last_digit() {
    for (text, millionths, shown) in [
        ("0", 0, "0.00"),
        ("0.4", 400_000, "0.40"),
        ("0.000001", 1, "0.000001"),
        ("12.345", 12_345_000, "12.345"),
        ("000149.00", 149_000_000, "149.00"),
        ("1.2300000000", 1_230_000, "1.23"),
        ("-0.5", -500_000, "-0.50"),
        ("999999999.999999", 999_999_999_999_999, "999999999.999999"),
    ] {
        let price: Price = text.parse().unwrap();
        assert_eq!((price.millionths(), price.to_string().as_str()), (millionths, shown), "{text}");
    }
}

#[test]
fn what_is_no_price_is_refused_by_its_reason() {
    for text in ["", "1,5", "1e3", "+1", ".5", "5.", "0x10", "١", "1.2.3", "NaN", " 1"] {
        assert!(matches!(text.parse::<Price>(), Err(NotAPrice::Form(_))), "{text}");
    }
    assert!(matches!("0.0000001".parse::<Price>(), Err(NotAPrice::Fine(_))));
    assert!(matches!("1000000000".parse::<Price>(), Err(NotAPrice::Large(_))));
    assert_eq!(Price::from_millionths(1_000_000_000_000_000), None);
}

proptest! {
    #[test]
    fn properties_every_price_comes_back_as_it_was(millionths in -999_999_999_999_999_i64..=999_999_999_999_999) {
        let price = Price::from_millionths(millionths.into()).unwrap();
        prop_assert_eq!(price.to_string().parse::<Price>().unwrap(), price);
    }
}
