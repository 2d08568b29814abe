#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;

fn stored(position: i64, mark: Option<i64>) -> Resume {
    Resume { position: Some(position), mark }
}

#[test]
fn what_was_never_read_begins_at_its_first_message() {
    assert_eq!(Place::find(Resume::default(), 7, 9), Ok(Place { from: 7, witness: None }));
}

#[test]
fn what_was_read_is_known_again_by_its_last_message() {
    let witness = Some(Witness { offset: 41, mark: 3 });
    assert_eq!(Place::find(stored(42, Some(3)), 0, 50), Ok(Place { from: 41, witness }));
    assert_eq!(Place::find(stored(42, Some(3)), 41, 42), Ok(Place { from: 41, witness }));
    // The brokers dropped the last message that was read, and no more: nothing is missing.
    assert_eq!(Place::find(stored(42, Some(3)), 42, 50), Ok(Place { from: 42, witness: None }));
    assert_eq!(Place::find(stored(42, None), 0, 50), Ok(Place { from: 42, witness: None }));
}

#[test]
fn what_is_missing_is_never_skipped() {
    assert_eq!(Place::find(stored(42, Some(3)), 43, 50), Err(Misplaced::Dropped { stored: 42, low: 43 }));
    assert_eq!(Place::find(stored(42, Some(3)), 0, 41), Err(Misplaced::Shorter { stored: 42, high: 41 }));
}

#[test]
fn hashes_tell_messages_apart() {
    let hashes = [
        hash(Some(1), b"k", b"v"),
        hash(Some(2), b"k", b"v"),
        hash(None, b"k", b"v"),
        hash(Some(1), b"", b"kv"),
        hash(Some(1), b"kv", b""),
        hash(Some(1), b"k", b"w"),
    ];
    let distinct: std::collections::BTreeSet<u64> = hashes.into_iter().collect();
    assert_eq!(distinct.len(), hashes.len());
    assert_eq!(hash(Some(1), b"k", b"v"), hashes[0]);
}
