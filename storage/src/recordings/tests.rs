#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use futures::TryStreamExt;
use tempfile::TempDir;

use super::{Read, Recordings, Wanted};

/// A folder of recordings with a file beside it that is none of them.
async fn given() -> (TempDir, Recordings) {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("secret"), b"secret").unwrap();
    let recordings = Recordings::open(folder.path().join("recordings").to_str().unwrap()).unwrap();
    recordings.put("1001/a.wav", b"0123456789".to_vec()).await.unwrap();
    recordings.put("empty.wav", Vec::new()).await.unwrap();
    (folder, recordings)
}

async fn read(recordings: &Recordings, key: &str, wanted: Wanted) -> Option<(Vec<u8>, u64)> {
    match recordings.read(key, wanted).await.unwrap() {
        Read::Piece(piece) => {
            let length = piece.range.end - piece.range.start;
            let bytes: Vec<_> = piece.bytes.try_collect().await.unwrap();
            let bytes = bytes.concat();
            assert_eq!(bytes.len() as u64, length);
            Some((bytes, piece.size_bytes))
        }
        Read::OutOfRange(size) => Some((b"out of range".to_vec(), size)),
        Read::Missing => None,
    }
}

#[tokio::test]
async fn any_range_of_a_recording_can_be_read() {
    let (_folder, recordings) = given().await;
    for (wanted, expected) in [
        (Wanted::All, "0123456789"),
        (Wanted::From(7), "789"),
        (Wanted::From(9), "9"),
        (Wanted::Through(2, 4), "234"),
        (Wanted::Through(8, 90), "89"),
        (Wanted::Last(3), "789"),
        (Wanted::Last(90), "0123456789"),
        (Wanted::From(10), "out of range"),
        (Wanted::Through(4, 3), "out of range"),
        (Wanted::Last(0), "out of range"),
        (Wanted::Through(2, u64::MAX), "23456789"),
    ] {
        let found = read(&recordings, "1001/a.wav", wanted).await.unwrap();
        assert_eq!(found, (expected.as_bytes().to_vec(), 10), "{wanted:?}");
    }
    assert_eq!(read(&recordings, "empty.wav", Wanted::All).await.unwrap(), (Vec::new(), 0));
    assert_eq!(read(&recordings, "empty.wav", Wanted::From(0)).await.unwrap(), (b"out of range".to_vec(), 0));
}

#[tokio::test]
async fn no_key_leads_out_of_the_place() {
    let (folder, recordings) = given().await;
    let absolute = folder.path().join("secret");
    for key in [
        "../secret",
        "1001/../../secret",
        "/secret",
        absolute.to_str().unwrap(),
        "..%2Fsecret",
        "%2e%2e/secret",
        "..",
        ".",
        "",
        "/",
        "1001",
        "1001/",
        "1001//a.wav",
        "a\0b",
        "..\\secret",
    ] {
        assert_eq!(read(&recordings, key, Wanted::All).await, None, "{key:?}");
    }
}

#[tokio::test]
async fn a_place_that_is_none_is_named() {
    let refused = Recordings::open("ftp://host/recordings").unwrap_err().to_string();
    assert!(refused.contains("ftp"), "{refused}");
    let folder = TempDir::new().unwrap();
    let absent = folder.path().join("absent");
    let recordings = Recordings::open(absent.to_str().unwrap()).unwrap();
    assert_eq!(read(&recordings, "a.wav", Wanted::All).await, None);
}
