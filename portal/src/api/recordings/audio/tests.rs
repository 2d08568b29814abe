#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use opkald_storage::recordings::Wanted;

use super::{media_type, wanted};

#[test]
fn a_range_is_read_as_players_write_it() {
    for (header, expected) in [
        ("bytes=0-", Wanted::From(0)),
        ("bytes=5-9", Wanted::Through(5, 9)),
        ("bytes=-500", Wanted::Last(500)),
        (" bytes=5-9 ", Wanted::Through(5, 9)),
        ("bytes=9-5", Wanted::All),
        ("bytes=0-1,5-6", Wanted::All),
        ("bytes=-", Wanted::All),
        ("bytes=a-b", Wanted::All),
        ("items=0-1", Wanted::All),
        ("bytes=0-99999999999999999999", Wanted::All),
    ] {
        assert_eq!(wanted(Some(header)), expected, "{header}");
    }
    assert_eq!(wanted(None), Wanted::All);
}

#[test]
fn what_is_no_sound_is_no_page_either() {
    assert_eq!(media_type("1001/a.WAV"), ("audio/wav", true));
    assert_eq!(media_type("a.html"), ("application/octet-stream", false));
    assert_eq!(media_type("wav"), ("application/octet-stream", false));
}
