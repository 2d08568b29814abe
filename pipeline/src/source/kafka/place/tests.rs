#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;
use crate::source::mark::mark;

/// A position, and the mark of the one after some message.
fn stored(position: i64, marked: Option<i64>) -> Resume {
    Resume { position: Some(position), mark: marked.map(marked_at) }
}

fn marked_at(position: i64) -> i64 {
    mark(position, 3).unwrap()
}

#[test]
fn what_was_never_read_begins_at_its_first_message() {
    assert_eq!(Place::find(Resume::default(), 7, 9), Ok(Place { from: 7, witness: None }));
}

#[test]
fn what_was_read_is_known_again_by_its_last_message() {
    let witness = Some(Witness { offset: 41, mark: marked_at(42) });
    assert_eq!(Place::find(stored(42, Some(42)), 0, 50), Ok(Place { from: 41, witness }));
    assert_eq!(Place::find(stored(42, Some(42)), 41, 42), Ok(Place { from: 41, witness }));
    // The brokers dropped the last message that was read, and no more: nothing is missing.
    assert_eq!(Place::find(stored(42, Some(42)), 42, 50), Ok(Place { from: 42, witness: None }));
    // The end of a transaction lies between the last message and the position.
    assert_eq!(Place::find(stored(43, Some(42)), 0, 50), Ok(Place { from: 41, witness }));
    assert_eq!(Place::find(stored(43, Some(42)), 42, 50), Ok(Place { from: 43, witness: None }));
    assert_eq!(Place::find(stored(43, Some(42)), 43, 43), Ok(Place { from: 43, witness: None }));
    assert_eq!(Place::find(stored(42, None), 0, 50), Ok(Place { from: 42, witness: None }));
}

#[test]
fn what_is_missing_is_never_skipped() {
    assert_eq!(Place::find(stored(42, Some(42)), 43, 50), Err(Misplaced::Dropped { stored: 42, low: 43 }));
    assert_eq!(Place::find(stored(42, Some(42)), 0, 41), Err(Misplaced::Shorter { stored: 42, high: 41 }));
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
