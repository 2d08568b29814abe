#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use chrono::{Datelike, NaiveDate};

use super::{Calendar, easter_sunday};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn easter_is_where_almanacs_have_it() {
    // The earliest and the latest that there can be, the two exceptions of the reckoning, and years around today.
    for text in [
        "1818-03-22",
        "1943-04-25",
        "1954-04-18",
        "1981-04-19",
        "2000-04-23",
        "2008-03-23",
        "2011-04-24",
        "2023-04-09",
        "2024-03-31",
        "2025-04-20",
        "2026-04-05",
        "2027-03-28",
        "2028-04-16",
        "2038-04-25",
    ] {
        assert_eq!(easter_sunday(date(text).year()), Some(date(text)));
    }
}

/// Beside it: the tables' method in whole numbers, which shares no step with the one above.
#[test]
fn easter_agrees_with_another_reckoning_for_eight_centuries() {
    for year in 1583..2400 {
        let (a, b, c) = (year % 19, year / 100, year % 100);
        let (d, e) = (b / 4, b % 4);
        let g = (b - (b + 8) / 25 + 1) / 3;
        let h = (19 * a + b - d - g + 15) % 30;
        let (i, k) = (c / 4, c % 4);
        let l = (32 + 2 * e + 2 * i - h - k) % 7;
        let m = (a + 11 * h + 22 * l) / 451;
        let sum = h + l - 7 * m + 114;
        let expected = NaiveDate::from_ymd_opt(year, (sum / 31) as u32, (sum % 31 + 1) as u32);
        assert_eq!(easter_sunday(year), expected, "{year}");
    }
}

#[test]
fn danish_holidays_of_two_years() {
    let holidays = |year: i32| {
        let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
        let days = first.iter_days().take_while(move |day| day.year() == year);
        days.filter(|day| Calendar::Denmark.is_holiday(*day))
            .map(|day| day.format("%m-%d").to_string())
            .collect::<Vec<_>>()
    };
    let expected = ["01-01", "04-02", "04-03", "04-05", "04-06", "05-14", "05-24", "05-25", "12-25", "12-26"];
    assert_eq!(holidays(2026), expected);
    assert!(holidays(2023).contains(&"05-05".to_owned()), "the Great Prayer Day was one until 2023");
    assert!(!Calendar::None.is_holiday(date("2026-12-25")));
}
