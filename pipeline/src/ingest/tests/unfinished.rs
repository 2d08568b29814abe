//! Files whose last line is being written still: nothing of it is lost, and nothing is stored twice.

use std::collections::BTreeSet;

use super::files::{append, gzip};
use super::*;

#[tokio::test]
async fn half_a_line_waits_for_its_other_half_wherever_it_is_cut() {
    let place = Place::new().await;
    let line = event("æ2");
    for cut in 1..line.len() - 2 {
        let name = format!("{cut}.ndjson");
        let path = place.write(&name, event(1));
        append(&path, &line.as_bytes()[..cut]);
        assert_eq!(place.ingest(&path).await.unwrap().read, 1, "{cut}");
        assert_eq!(place.ingest(&path).await.unwrap().read, 0, "{cut}");
        append(&path, &line.as_bytes()[cut..]);
        assert_eq!(place.ingest(&path).await.unwrap().read, 1, "{cut}");
    }
    assert_eq!(place.ids().await, ["1", "æ2"]);
    assert!(place.column("why", true).await.is_empty());
}

#[tokio::test]
async fn a_line_that_lacks_only_its_end_is_stored_and_passed() {
    let place = Place::new().await;
    let path = place.write("a.ndjson", event(1).trim_end());
    assert_eq!(numbers(&place.ingest(&path).await.unwrap()), (1, 1, 0, 0));
    assert_eq!(numbers(&place.ingest(&path).await.unwrap()), (0, 0, 0, 0));
    append(&path, "\n");
    assert_eq!(numbers(&place.ingest(&path).await.unwrap()), (0, 0, 0, 0));
    // A whole object that is no event will not become one: it is refused at once, and once.
    append(&path, "{\"id\":\"2\"}");
    assert_eq!(numbers(&place.ingest(&path).await.unwrap()), (1, 0, 0, 1));
    append(&path, String::from("\n") + &event(3));
    assert_eq!(numbers(&place.ingest(&path).await.unwrap()), (1, 1, 0, 0));
}

#[tokio::test]
async fn a_line_that_stays_broken_is_one_dead_letter_once_another_follows() {
    let place = Place::new().await;
    let path = place.write("a.ndjson", "{\"id\":");
    assert_eq!(numbers(&place.ingest(&path).await.unwrap()), (0, 0, 0, 0));
    append(&path, "oh\n");
    assert_eq!(numbers(&place.ingest(&path).await.unwrap()), (1, 0, 0, 1));
    append(&path, "x".repeat((1 << 20) + 10));
    assert_eq!(numbers(&place.ingest(&path).await.unwrap()), (0, 0, 0, 0));
    append(&path, "y\n");
    assert_eq!(numbers(&place.ingest(&path).await.unwrap()), (1, 0, 0, 1));
    assert!(place.column("why", true).await.iter().any(|why| why.contains("1048587 bytes")));
}

#[tokio::test]
async fn what_will_never_be_an_event_does_not_wait() {
    let place = Place::new().await;
    for (number, line) in ["oh no", "{\"id\":}", "\u{0}", "[1"].iter().enumerate() {
        let path = place.write(&format!("{number}.ndjson"), event(1) + line);
        let doubles = u64::from(number > 0);
        assert_eq!(numbers(&place.ingest(&path).await.unwrap()), (2, 1 - doubles, doubles, 1), "{line}");
        append(&path, "\n");
        assert_eq!(numbers(&place.ingest(&path).await.unwrap()), (0, 0, 0, 0), "{line}");
    }
}

#[tokio::test]
async fn half_a_line_of_a_compressed_file_is_refused_as_it_stands() {
    let place = Place::new().await;
    let path = place.write("a.ndjson.gz", gzip(&(event(1) + "{\"half")));
    assert_eq!(numbers(&place.ingest(&path).await.unwrap()), (2, 1, 0, 1));
}

#[tokio::test]
async fn a_row_of_a_foreign_log_is_read_again_until_it_has_its_end() {
    let place = Place::new().await;
    let path = place.write("queue_log", "10|c|q|NONE|ABAN");
    let import_it = async || {
        let customer = "9".parse().unwrap();
        let options =
            ImportOptions::new(place.lake.clone(), ImportFormat::AsteriskQueueLog, vec![path.clone()], customer);
        numbers(&import(options).await.unwrap())
    };
    assert_eq!(import_it().await, (0, 0, 0, 0));
    append(&path, "DON|1|1|9");
    // It may be a row cut amid a number: it counts as it stands, and is looked at again.
    assert_eq!(import_it().await, (1, 1, 0, 0));
    let version = async || place.lake.table(&events::definition()).await.unwrap().version();
    let before = version().await;
    assert_eq!(import_it().await, (1, 0, 1, 0));
    assert_eq!(version().await, before, "an entry says nothing");
    append(&path, "\n");
    assert_eq!(import_it().await, (1, 0, 1, 0));
    assert_eq!(import_it().await, (0, 0, 0, 0));
    let ids: BTreeSet<_> = place.ids().await.into_iter().collect();
    assert_eq!(ids.len(), 1);
}
