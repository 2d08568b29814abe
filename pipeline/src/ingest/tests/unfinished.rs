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

/// Imports a log, and tells what came of it.
async fn import_log(place: &Place, path: &Path) -> (u64, u64, u64, u64) {
    let (format, customer) = (ImportFormat::AsteriskQueueLog, "9".parse().unwrap());
    let options = ImportOptions::new(place.lake.clone(), format, vec![path.to_owned()], customer);
    numbers(&import(options).await.unwrap())
}

/// Makes a file look as if it had not been written to for a while.
fn was_quiet(path: &Path) {
    let file = std::fs::OpenOptions::new().append(true).open(path).unwrap();
    file.set_modified(std::time::SystemTime::now() - std::time::Duration::from_secs(70)).unwrap();
}

#[tokio::test]
async fn a_row_of_a_foreign_log_that_is_cut_amid_a_number_waits_for_its_rest() {
    let place = Place::new().await;
    let path = place.write("queue_log", "9|c|q|NONE|ENTERQUEUE||45\n10|c|q|A|COMPLETECALLER|5|12");
    assert_eq!(import_log(&place, &path).await, (1, 1, 0, 0));
    append(&path, "3|1");
    assert_eq!(import_log(&place, &path).await, (0, 0, 0, 0));
    append(&path, "\n");
    assert_eq!(import_log(&place, &path).await, (1, 1, 0, 0));
    assert_eq!(import_log(&place, &path).await, (0, 0, 0, 0));
    assert_eq!(place.ids().await.len(), 2);
}

#[tokio::test]
async fn a_last_row_that_never_gets_its_end_is_stored_once_its_file_is_quiet() {
    let place = Place::new().await;
    let path = place.write("queue_log", "10|c|q|NONE|ABAN");
    was_quiet(&path);
    assert_eq!(import_log(&place, &path).await, (0, 0, 0, 0));
    append(&path, "DON|1|1|9");
    assert_eq!(import_log(&place, &path).await, (0, 0, 0, 0));
    was_quiet(&path);
    assert_eq!(import_log(&place, &path).await, (1, 1, 0, 0));
    let version = async || place.lake.table(&events::definition()).await.unwrap().version();
    let before = version().await;
    assert_eq!(import_log(&place, &path).await, (1, 0, 1, 0));
    assert_eq!(version().await, before, "an entry says nothing");
    append(&path, "\n");
    assert_eq!(import_log(&place, &path).await, (1, 0, 1, 0));
    assert_eq!(import_log(&place, &path).await, (0, 0, 0, 0));
    let ids: BTreeSet<_> = place.ids().await.into_iter().collect();
    assert_eq!(ids.len(), 1);
}
