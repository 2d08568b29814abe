#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::{Exact, Price};

fn price(text: &str) -> Price {
    text.parse().unwrap()
}

#[test]
fn a_second_and_a_byte_have_an_exact_price() {
    assert_eq!(Exact::seconds(price("0.1"), 180).to_string(), "0.30");
    assert_eq!(Exact::seconds(price("0.1"), 47).to_string(), "0.078333333333…");
    assert_eq!(Exact::seconds(price("0.000001"), 60), Exact::from(price("0.000001")));
    assert_eq!(Exact::bytes(price("0.000001"), 1).to_string(), "0.000000000001");
    assert_eq!(Exact::bytes(price("4.5"), 1_000_000), Exact::from(price("4.5")));
}

#[test]
fn a_charge_is_rounded_once_and_half_up() {
    for (text, rounded) in [("0.00005", "0.0001"), ("0.000049", "0.0000"), ("2.99995", "3.0000"), ("1", "1.0000")] {
        assert_eq!(Exact::from(price(text)).rounded().to_string(), rounded, "{text}");
    }
    // A third of a ten-thousandth three times is one; rounded three times it would be none.
    let third = Exact::seconds(price("0.001"), 2);
    assert_eq!((third + third + third).rounded().to_string(), "0.0001");
    assert_eq!(third.rounded().to_string(), "0.0000");
}
