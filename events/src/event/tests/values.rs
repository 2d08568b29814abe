//! Times and prices.

use crate::event::values::{parse_price, parse_time};

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
    assert_eq!(parse_price("000000000000012.3456"), Some(12_345_600));
    assert_eq!(parse_price("9999999999.9999"), Some(9_999_999_999_999_900));
    // Zeros behind the fourth decimal say nothing.
    assert_eq!(parse_price("1.230000000"), Some(1_230_000));
    for text in ["", "-", ".", "1.", ".5", "1e3", "+1", "1 ", "--1", "10000000000", "0.00001", "1.123450", "1.0000x"] {
        assert_eq!(parse_price(text), None, "{text}");
    }
}
