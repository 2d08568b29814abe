//! Times, prices, customers.

use chrono::DateTime;
use proptest::prelude::*;

use crate::event::values::{Customer, parse_price, parse_time};

#[test]
fn times_that_are_none() {
    for text in [
        "",
        "2026-01-01",
        "2026-01-01T00:00:00",
        "2026-13-01T00:00:00Z",
        "2026-02-29T00:00:00Z",
        "2026-01-00T00:00:00Z",
        "2026-01-01T24:00:00Z",
        "2026-01-01T00:60:00Z",
        "2026-01-01T00:00:61Z",
        "2026-01-01T00:00:00.Z",
        "2026-01-01T00:00:00.1234567Z",
        "2026-01-01T00:00:00+1",
        "2026-01-01T00:00:00+0100",
        "2026-01-01T00:00:00+24:00",
        "2026-01-01T00:00:00Zx",
        "+026-01-01T00:00:00Z",
        "2026-01-01x00:00:00Z",
        "2026-01-01T00:00:00é",
    ] {
        assert_eq!(parse_time(text), None, "{text}");
    }
}

#[test]
fn prices() {
    assert_eq!(parse_price("0.4"), Some(400_000));
    assert_eq!(parse_price("-1"), Some(-1_000_000));
    assert_eq!(parse_price("000000000000012.345678"), Some(12_345_678));
    assert_eq!(parse_price("999999999999.999999"), Some(999_999_999_999_999_999));
    for text in ["", "-", ".", "1.", ".5", "1e3", "+1", "1 ", "--1", "1000000000000"] {
        assert_eq!(parse_price(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn a_time_is_what_the_library_says(micros in -62_135_596_800_000_000_i64..253_402_300_799_000_000, minutes in -1439_i32..1439) {
        let zone = chrono::FixedOffset::east_opt(minutes * 60).unwrap();
        let time = DateTime::from_timestamp_micros(micros).unwrap().with_timezone(&zone);
        let text = time.to_rfc3339();
        prop_assume!(text.len() >= 25 && !text.starts_with(['+', '-']));
        prop_assert_eq!(parse_time(&text), Some(micros), "{}", text);
    }

    #[test]
    fn customers_compare_as_texts(a in "[0-9]{1,16}", b in "[0-9]{1,16}") {
        let (x, y) = (Customer::parse(&a).unwrap(), Customer::parse(&b).unwrap());
        prop_assert_eq!(x.as_str(), &a);
        prop_assert_eq!(x.cmp(&y), a.cmp(&b));
    }
}
