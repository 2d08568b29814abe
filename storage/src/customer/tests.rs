#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::CustomerNumber;

#[test]
fn one_to_sixteen_digits_are_a_number_and_nothing_else_is() {
    for good in ["1", "0042", "1234567890123456"] {
        assert_eq!(CustomerNumber::new(good).unwrap().as_str(), good);
    }
    for bad in ["", "12345678901234567", "12 3", "+45", "١٢", "1'--", "1\n"] {
        assert!(CustomerNumber::new(bad).is_err(), "{bad:?} was taken");
    }
}

#[test]
fn a_bad_number_says_so_and_is_cut_short() {
    let error = CustomerNumber::new(&"x".repeat(5_000)).unwrap_err().to_string();
    assert!(error.contains("1 to 16 digits") && error.len() < 120, "{error}");
}

#[test]
fn json_is_checked_on_the_way_in() {
    assert!(serde_json::from_str::<CustomerNumber>("\"42\"").is_ok());
    assert!(serde_json::from_str::<CustomerNumber>("\"4a\"").is_err());
}
