#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;

#[test]
fn a_login_goes_on_to_our_own_pages_only() {
    assert_eq!(own_path(Some("/queues?x=1")), "/queues?x=1");
    for elsewhere in
        [None, Some(""), Some("//evil.example"), Some("https://evil.example"), Some("/\\evil.example"), Some("/a\r\nb")]
    {
        assert_eq!(own_path(elsewhere), "/", "{elsewhere:?}");
    }
}
