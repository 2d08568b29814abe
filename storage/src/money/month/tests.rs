#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::Month;

#[test]
fn months_follow_each_other_over_the_year() {
    let december: Month = "2026-12".parse().unwrap();
    assert_eq!(december.next().to_string(), "2027-01");
    assert_eq!(Month::of("2026-12-31".parse().unwrap()), december);
    for text in ["2026-13", "2026-00", "2026-1", "26-01", "2026-10-01", "2026", "", "-026-01", "2026-+1"] {
        assert!(text.parse::<Month>().is_err(), "{text}");
    }
}
