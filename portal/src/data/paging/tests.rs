#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;

fn key(second: &i64) -> Cursor {
    Cursor {
        at: DateTime::from_timestamp_micros(1_000_000).unwrap(),
        first: "kald \"æ\"".into(),
        second: second.to_string(),
    }
}

#[test]
fn a_cursor_comes_back_as_it_went() {
    let page = Paging::parse(Some("2"), None).unwrap().cut(vec![1, 2, 3], key);
    assert_eq!(page.rows, [1, 2]);
    let next = Paging::parse(None, page.next.as_deref()).unwrap().cursor.unwrap();
    assert_eq!(next, key(&2));
    assert_eq!(next.second_number(), 2);
}

#[test]
fn the_last_page_has_no_next() {
    assert_eq!(Paging::parse(Some("3"), None).unwrap().cut(vec![1, 2, 3], key).next, None);
    assert_eq!(Paging::parse(None, None).unwrap().cut(Vec::new(), key).next, None);
}

#[test]
fn what_is_no_cursor_or_limit_is_refused() {
    for bad in ["x", "zz", "5b5d", "é"] {
        assert!(Paging::parse(None, Some(bad)).unwrap_err().to_string().starts_with("cursor"), "{bad}");
    }
    for bad in ["0", "501", "-1", "many"] {
        assert!(Paging::parse(Some(bad), None).unwrap_err().to_string().starts_with("limit"), "{bad}");
    }
}
