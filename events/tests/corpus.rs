//! What the fuzzer is given first, and what it has found, is tried by everybody.
#![allow(missing_docs, unreachable_pub, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../../fuzz/src/lib.rs"]
mod checks;

use std::path::Path;

/// Checks every input that is kept for a target.
fn replay(target: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(target);
    let kept: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(kept.len() > 5, "the corpus of {target} is not there");
    for path in kept {
        println!("{}", path.display());
        check(&std::fs::read(path).unwrap());
    }
}

#[test]
fn records_are_events_or_dead_letters() {
    replay("event", checks::event::check);
}

#[test]
fn streams_are_their_lines() {
    replay("lines", checks::lines::check);
}

#[test]
fn lines_of_a_queue_log_are_one_thing_each() {
    replay("queue_log", checks::queue_log::check);
}
