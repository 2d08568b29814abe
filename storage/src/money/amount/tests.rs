#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::{Amount, Ore, VatRate};

#[test]
fn a_line_is_rounded_half_up_to_hundredths() {
    for (ten_thousandths, line) in [(0, "0.00"), (49, "0.00"), (50, "0.01"), (12_349, "1.23"), (12_350, "1.24")] {
        assert_eq!(Amount::from_ten_thousandths(ten_thousandths).rounded().to_string(), line);
    }
    assert_eq!(Amount::from_ten_thousandths(-12_345).to_string(), "-1.2345");
}

#[test]
fn an_amount_is_read_as_it_is_told() {
    for ten_thousandths in [0, 1, -1, 12_345, 999_999_999_999_999, i64::MAX] {
        let amount = Amount::from_ten_thousandths(ten_thousandths);
        assert_eq!(amount.to_string().parse(), Ok(amount));
    }
    assert_eq!("6000000000.5".parse(), Ok(Amount::from_ten_thousandths(60_000_000_005_000)));
    for text in ["", ".5", "1.23456", "1,5", "99999999999999999999", "--1"] {
        assert!(text.parse::<Amount>().is_err(), "{text}");
    }
}

#[test]
fn vat_is_worked_on_the_sum_and_rounded_once() {
    // On each of three lines of 0.02 it would be 0.01; on their sum it is 0.02.
    let lines = [Ore::new(2); 3];
    let sum: Ore = lines.into_iter().sum();
    assert_eq!(sum.vat(VatRate::DENMARK), Ore::new(2));
    assert_eq!(Ore::new(10_001).vat(VatRate::DENMARK).to_string(), "25.00");
    assert_eq!(Ore::new(10_002).vat(VatRate::DENMARK).to_string(), "25.01");
}

#[test]
fn a_rate_of_vat_has_two_decimals_and_lies_between_none_and_all() {
    let rate = |text: &str| VatRate::from_percent(text.parse().unwrap());
    assert_eq!(rate("25"), Some(VatRate::DENMARK));
    assert_eq!(rate("12.5").unwrap().to_string(), "12.50");
    for text in ["-1", "100.01", "12.345"] {
        assert_eq!(rate(text), None, "{text}");
    }
}
