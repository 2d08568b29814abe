//! A receipt is worked out again from nothing but what stands on it.

use super::*;
use crate::money::rating::ReceiptLine;

/// A decimal as an integer of 10⁻¹²; what does not end is worked out from its part instead.
fn decimal(text: &str) -> i128 {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    assert!(part.len() <= 12, "{text}");
    let padded = format!("{part:0<12}");
    whole.parse::<i128>().unwrap() * 1_000_000_000_000 + padded.parse::<i128>().unwrap()
}

/// What the lines come to, rounded half-up to four decimals, in ten-thousandths.
pub(super) fn on_paper(receipt: &Receipt) -> i128 {
    // In sixtieths of 10⁻¹², in which a second's price is whole.
    let mut sum = 0;
    for line in &receipt.lines {
        match line {
            ReceiptLine::Allowance { .. } => {}
            ReceiptLine::Connect { amount } => sum += decimal(amount) * 60,
            ReceiptLine::Part { used, increment, increments, paid, price, per, .. } => {
                let (used, one) = (decimal(used).unsigned_abs(), u128::from(*increment) * 1_000_000_000_000);
                assert_eq!(used.div_ceil(one), u128::from(*increments), "{line:?}");
                assert_eq!(increment * increments, *paid);
                sum += decimal(price) * i128::from(*paid) * 60 / i128::from(*per);
            }
            ReceiptLine::Maximum { amount } => {
                let most = decimal(amount) * 60;
                assert!(most < sum, "{receipt:?}");
                sum = most;
            }
        }
    }
    let ten_thousandth = 100_000_000 * 60;
    (sum + ten_thousandth / 2) / ten_thousandth
}

#[test]
fn a_receipt_says_what_a_person_needs_to_follow_it() {
    let rate = "connect = \"0.4\"\nsteps = [{ per_minute = \"0.2\", increment_seconds = 60 }, { from_seconds = 60, per_minute = \"0.1\" }]";
    let receipt = Desk::new(calls(rate)).receipt(&Use { quantity: 84_250_000, ..call(0) });
    let expected = serde_json::json!({
        "currency": "DKK",
        "rated_by": "tariff",
        "why": "by the tariff",
        "lines": [
            { "step": "connect", "amount": "0.40" },
            {
                "step": "part", "from": "2026-06-03T12:00:00+02:00", "tariff": "T (2026-01-01)", "band": null, "used": "60",
                "increment": 60, "increments": 1, "paid": 60, "unit": "seconds", "price": "0.20", "per": 60, "amount": "0.20",
            },
            {
                "step": "part", "from": "2026-06-03T12:01:00+02:00", "tariff": "T (2026-01-01)", "band": null, "used": "24.25",
                "increment": 1, "increments": 25, "paid": 25, "unit": "seconds", "price": "0.10", "per": 60,
                "amount": "0.041666666666…",
            },
        ],
        "exact": "0.641666666666…",
        "amount": "0.6417",
    });
    assert_eq!(serde_json::to_value(&receipt).unwrap(), expected);
    assert_eq!(on_paper(&receipt), 6_417);
}

#[test]
fn what_has_no_price_has_no_steps() {
    let mut desk = Desk::new(calls("steps = [{ per_minute = \"1\" }]"));
    let receipt = desk.receipt(&Use { number: Some(Cow::Borrowed("+4670123456")), ..call(60) });
    assert_eq!(
        (receipt.why, receipt.lines.len(), receipt.amount.as_str()),
        ("no group of the tariff has the number", 0, "0.0000")
    );
}
