//! Times are what the library says, and customers compare as their texts.

use chrono::DateTime;
use proptest::prelude::*;

use crate::event::values::{Customer, parse_time};

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
