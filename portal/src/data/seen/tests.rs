#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;

#[test]
fn what_was_found_for_one_customer_is_not_there_for_another() {
    let seen = Seen::default();
    let customer = |number: &str| CustomerNumber::new(number).unwrap();
    seen.keep(&customer("1001"), Kind::Queues, vec!["sales".to_owned()]);
    assert_eq!(seen.get(&customer("1001"), Kind::Queues), Some(vec!["sales".to_owned()]));
    assert_eq!(seen.get(&customer("1002"), Kind::Queues), None);
    assert_eq!(seen.get(&customer("1001"), Kind::Lines), None);
}
