//! Files: resumed, replaced, compressed, broken, followed.

use std::fs::OpenOptions;
use std::io::Write;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use tokio::sync::watch;

use super::*;

pub(super) fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

pub(super) fn append(path: &Path, text: impl AsRef<[u8]>) {
    let mut file = OpenOptions::new().append(true).open(path).unwrap();
    file.write_all(text.as_ref()).unwrap();
}

#[tokio::test]
async fn a_file_is_resumed_where_it_was_left() {
    let place = Place::new().await;
    let path = place.write("a.ndjson", event(1) + &event(2) + "\nnot json\n");
    assert_eq!(numbers(&place.ingest(&path).await.unwrap()), (3, 2, 0, 1));
    assert_eq!(numbers(&place.ingest(&path).await.unwrap()), (0, 0, 0, 0));
    append(&path, event(3).trim_end());
    assert_eq!(numbers(&place.ingest(&path).await.unwrap()), (1, 1, 0, 0));
    append(&path, String::from("\n") + &event(4));
    assert_eq!(numbers(&place.ingest(&path).await.unwrap()), (1, 1, 0, 0));
    assert_eq!(place.ids().await, ["1", "2", "3", "4"]);
    assert_eq!(place.column("why", true).await, ["The line is not JSON: expected ident at line 1 column 2."]);
}

#[tokio::test]
async fn the_same_content_by_another_name_is_doubled() {
    let place = Place::new().await;
    let text = event(1) + &event(2) + &event(2);
    let path = place.write("a.ndjson", &text);
    assert_eq!(numbers(&place.ingest(&path).await.unwrap()), (3, 2, 1, 0));
    let path = place.write("b.ndjson", &text);
    assert_eq!(numbers(&place.ingest(&path).await.unwrap()), (3, 0, 3, 0));
    assert_eq!(place.ids().await, ["1", "2"]);
}

#[tokio::test]
async fn a_file_that_is_replaced_or_cut_is_read_anew() {
    let place = Place::new().await;
    let path = place.write("a.ndjson", event(1) + &event(2));
    place.ingest(&path).await.unwrap();
    // Other content of the same length, then shorter, then longer.
    place.write("a.ndjson", event(3) + &event(2));
    assert_eq!(numbers(&place.ingest(&path).await.unwrap()), (2, 1, 1, 0));
    place.write("a.ndjson", event(4));
    assert_eq!(numbers(&place.ingest(&path).await.unwrap()), (1, 1, 0, 0));
    append(&path, event(5));
    assert_eq!(numbers(&place.ingest(&path).await.unwrap()), (1, 1, 0, 0));
    assert_eq!(numbers(&place.ingest(&path).await.unwrap()), (0, 0, 0, 0));
    assert_eq!(place.ids().await, ["1", "2", "3", "4", "5"]);
}

#[tokio::test]
async fn compressed_files_of_several_parts_are_read_whole() {
    let place = Place::new().await;
    let parts = [event(1) + &event(2), event(3)];
    let gz = place.write("a.ndjson.gz", [gzip(&parts[0]), gzip(&parts[1])].concat());
    assert_eq!(numbers(&place.ingest(&gz).await.unwrap()), (3, 3, 0, 0));
    let zst: Vec<u8> = parts.iter().flat_map(|part| zstd::encode_all(part.as_bytes(), 1).unwrap()).collect();
    let zst = place.write("a.ndjson.zst", zst);
    assert_eq!(numbers(&place.ingest(&zst).await.unwrap()), (3, 0, 3, 0));
}

#[tokio::test]
async fn what_comes_before_a_break_is_stored() {
    let place = Place::new().await;
    let lines: String = (0..20_000).map(event).collect();
    for (name, bytes) in [("a.gz", gzip(&lines)), ("b.zst", zstd::encode_all(lines.as_bytes(), 1).unwrap())] {
        let path = place.write(name, &bytes[..bytes.len() / 2]);
        let error = place.ingest(&path).await.unwrap_err().to_string();
        assert!(error.contains("data is cut off after byte"), "{error}");
        assert!(!error.contains('\n'));
        assert!(place.ids().await.len() > 1000);
        // Mended, it goes on.
        let path = place.write(name, &bytes);
        let summary = place.ingest(&path).await.unwrap();
        assert!(summary.read < 20_000, "{summary:?}");
        assert_eq!(place.ids().await.len(), 20_000);
        assert!(place.column("why", true).await.is_empty());
        std::fs::remove_dir_all(place.path("lake/events")).unwrap();
    }
}

#[tokio::test]
async fn a_source_that_cannot_be_read_is_one_sentence() {
    let place = Place::new().await;
    std::fs::create_dir(place.path("folder")).unwrap();
    place.write("bad.gz", "this is no gzip data at all");
    place.write("empty.ndjson", "");
    for (name, why) in
        [("none", "there is no such file"), ("folder", "it is a directory"), ("bad.gz", "gzip data is damaged")]
    {
        let error = place.ingest(&place.path(name)).await.unwrap_err().to_string();
        assert!(error.contains(why) && error.contains(name), "{error}");
    }
    assert_eq!(numbers(&place.ingest(&place.path("empty.ndjson")).await.unwrap()), (0, 0, 0, 0));
}

#[tokio::test]
async fn a_growing_file_is_followed_and_a_stop_commits() {
    let place = Place::new().await;
    let path = place.write("a.ndjson", event(1));
    let (stop, stopped) = watch::channel(false);
    let mut options = IngestOptions::once(place.lake.clone(), vec![Source::File(path.clone())]);
    options.once = false;
    options.stop = stopped;
    options.flush.age = Duration::from_millis(50);
    let work = tokio::spawn(ingest(options));
    for (count, next) in [(1, event(2)), (2, event(3).trim_end().to_owned())] {
        wait_for(&place, count).await;
        append(&path, &next);
    }
    // A line without its end is none yet; a new file of the name is read from its start, after the rest of the old.
    std::fs::rename(&path, place.path("a.ndjson.1")).unwrap();
    place.write("a.ndjson", event(4));
    wait_for(&place, 4).await;
    append(&path, event(5));
    wait_for(&place, 5).await;
    append(&path, "{\"half");
    stop.send(true).unwrap();
    let summary = work.await.unwrap().unwrap();
    assert_eq!(numbers(&summary), (5, 5, 0, 0));
}

pub(super) async fn wait_for(place: &Place, count: usize) {
    for _ in 0..200 {
        if place.ids().await.len() >= count {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{count} events did not come");
}

#[tokio::test]
async fn two_that_read_the_same_store_it_once() {
    let place = Place::new().await;
    let lines: String = (0..5_000).map(event).collect();
    let path = place.write("a.ndjson", &lines);
    let other = place.write("b.ndjson", &lines);
    let run = |path: &Path| {
        let mut options = IngestOptions::once(place.lake.clone(), vec![Source::File(path.to_owned())]);
        options.flush.rows = 700;
        tokio::spawn(ingest(options))
    };
    place.lake.table(&events::definition()).await.unwrap();
    let runs = [run(&path), run(&path), run(&other)];
    let mut stored = 0;
    for run in runs {
        stored += run.await.unwrap().unwrap().stored;
    }
    assert_eq!(stored, 5_000);
    assert_eq!(place.ids().await.len(), 5_000);
}
