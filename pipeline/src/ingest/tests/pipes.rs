//! Pipes that are named like files, and cannot be read twice.

use std::fs::OpenOptions;
use std::io::Write;
use std::process::Command;
use std::time::Duration;

use super::*;

#[tokio::test]
async fn a_race_that_is_lost_beside_a_pipe_is_told() {
    let place = Place::new().await;
    let pipe = place.path("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let other = place.write("other.ndjson", event(2));
    let sources = vec![Source::File(pipe.clone()), Source::File(other.clone())];
    let work = tokio::spawn(ingest(IngestOptions::once(place.lake.clone(), sources)));
    // There is no writing before there is somebody who reads: then the places of all sources are known to the ingest.
    let opened = tokio::task::spawn_blocking(move || OpenOptions::new().write(true).open(pipe).unwrap());
    let mut writer = opened.await.unwrap();
    assert_eq!(numbers(&place.ingest(&other).await.unwrap()), (1, 1, 0, 0));
    writer.write_all(event(1).as_bytes()).unwrap();
    drop(writer);
    let ended = tokio::time::timeout(Duration::from_secs(20), work).await;
    let error = ended.expect("the pipe is waited for once more").unwrap().unwrap_err().to_string();
    assert!(error.contains("pipe") && error.contains("cannot be read again"), "{error}");
}
