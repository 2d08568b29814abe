#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;

#[test]
fn a_stretch_of_waits_comes_back_as_it_went() {
    for text in ["0-5", "5-10", "600-"] {
        assert_eq!(Wait::parse(Some(text)).unwrap().unwrap().value(), text);
    }
    assert_eq!(Wait::parse(None).unwrap(), None);
    assert_eq!(Wait::parse(Some("")).unwrap(), None);
    assert_eq!(Wait::new(600, None).label(), "600+\u{a0}s");
}

#[test]
fn what_is_no_stretch_of_waits_is_refused() {
    for text in ["5", "-", "-5", "10-5", "5-5", "a-b", "5-10-15"] {
        assert!(Wait::parse(Some(text)).unwrap_err().to_string().starts_with("wait"), "{text}");
    }
}
