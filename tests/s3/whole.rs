//! The binary on an object store, from the events to the figures.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use serde_json::Value;

use crate::others::read_by_others;
use crate::s3::{Bucket, Server};
use crate::stored::stored_at;
use crate::support::{Ended, Place};

/// Customer and id: what makes an event that event.
type Key = (String, String);

/// Events of one commit.
const COMMIT_EVENTS: &str = "500";

/// How often the ingest is killed.
const KILLS: usize = 3;

#[test]
fn each_event_is_stored_once_and_every_command_finds_it() {
    let Some(server) = Server::shared() else { return };
    let (place, bucket) = (Place::new(), server.bucket());
    let opkald = |arguments: &[&str]| Ended::from(command(&place, &bucket).args(arguments).output().unwrap());
    let events = generate(&place, "events.ndjson", 7);
    let expected = keys(&events);

    let mut interrupted = 0;
    for _ in 0..KILLS {
        let before = entries(&bucket);
        let mut child = ingest(&place, &bucket, &events);
        while entries(&bucket) < before + 2 && child.try_wait().unwrap().is_none() {
            sleep(Duration::from_millis(2));
        }
        interrupted += usize::from(child.try_wait().unwrap().is_none());
        // On Unix this is SIGKILL: nothing of the process runs after it.
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert!(interrupted >= KILLS / 2, "the events are too few for {KILLS} kills");
    let ended = Ended::from(ingest(&place, &bucket, &events).wait_with_output().unwrap()).success();
    assert_ne!(summary(&ended, "stored"), 0, "nothing was left to do after the last kill");
    let found = stored_at(&bucket.address("lake"), &bucket.variables());
    assert_eq!(found.len(), expected.len());
    assert!(found.into_iter().collect::<BTreeSet<_>>() == expected, "other events are stored than were sent");

    assert!(opkald(&["refresh"]).success().contains("\"days\":"));
    let counted = ["sql", "--format", "csv", "SELECT COUNT(*) AS events FROM events"];
    let figures = ["sql", "--format", "csv", "SELECT * FROM queue_days ORDER BY customer, queue, day"];
    assert_eq!(opkald(&counted).success(), format!("events\n{}\n", expected.len()));
    let before = opkald(&figures).success();
    assert!(before.lines().count() > 3, "{before}");
    let done: Value = serde_json::from_str(opkald(&["maintain"]).success().lines().next().unwrap()).unwrap();
    assert!(done["table"] == "events" && done["files_merged"].as_u64().unwrap() > 8, "{done}");
    assert!(opkald(&["check"]).success().contains("equal a rebuild"));
    assert_eq!(
        (opkald(&counted).success(), opkald(&figures).success()),
        (format!("events\n{}\n", expected.len()), before)
    );
    assert_eq!(summary(&opkald(&["ingest", "--once", events.to_str().unwrap()]).success(), "read"), 0);

    let mut environment = bucket.environment().to_vec();
    environment.extend([("AWS_ALLOW_HTTP", "true".to_owned()), ("AWS_REGION", "us-east-1".to_owned())]);
    read_by_others(&place, &bucket.address("lake/events"), &environment, &expected);
    assert!(!place.path("opkald-data/lake").exists(), "a folder was made beside the bucket");
}

#[test]
fn several_processes_that_begin_at_once_make_one_table_and_lose_nothing() {
    const PROCESSES: u64 = 4;
    let Some(server) = Server::shared() else { return };
    let bucket = server.bucket();
    let places: Vec<Place> = (0..PROCESSES).map(|_| Place::new()).collect();
    let files = places.iter().zip(1..).map(|(place, seed)| generate(place, &format!("events-{seed}.ndjson"), seed));
    let files: Vec<PathBuf> = files.collect();
    let children: Vec<Child> = places.iter().zip(&files).map(|(place, file)| ingest(place, &bucket, file)).collect();
    let ended = children.into_iter().map(|child| Ended::from(child.wait_with_output().unwrap()).success());
    let told: Vec<u64> = ended.map(|ended| summary(&ended, "stored") + summary(&ended, "duplicates")).collect();
    assert_eq!(told, files.iter().map(|file| lines(file)).collect::<Vec<_>>());
    let expected: BTreeSet<Key> = files.iter().flat_map(|file| keys(file)).collect();
    let found = stored_at(&bucket.address("lake"), &bucket.variables());
    assert_eq!(found.len(), expected.len());
    assert!(found.into_iter().collect::<BTreeSet<_>>() == expected, "other events are stored than were sent");
}

fn command(place: &Place, bucket: &Bucket) -> Command {
    let mut command = place.opkald();
    bucket.set(&mut command, "lake");
    command.env("OPKALD_INGEST_COMMIT_EVENTS", COMMIT_EVENTS);
    command
}

fn ingest(place: &Place, bucket: &Bucket, events: &Path) -> Child {
    let mut command = command(place, bucket);
    command.args(["ingest", "--once"]).arg(events);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Some thousand events, each of which is told apart from another seed's by its id.
fn generate(place: &Place, name: &str, seed: u64) -> PathBuf {
    let path = place.path(name);
    let mut command = place.opkald();
    command.args(["generate", "--customers", "3", "--days", "3", "--events-per-day", "4000"]);
    command.args(["--seed", &seed.to_string()]).stdout(File::create(&path).unwrap());
    assert!(command.status().unwrap().success());
    path
}

fn summary(ended: &str, what: &str) -> u64 {
    let summary: Value = serde_json::from_str(ended).unwrap();
    summary[what].as_u64().unwrap()
}

fn lines(file: &Path) -> u64 {
    std::fs::read_to_string(file).unwrap().lines().count() as u64
}

/// The key of every event of a file, once.
fn keys(file: &Path) -> BTreeSet<Key> {
    let text = std::fs::read_to_string(file).unwrap();
    let key = |line: &str| {
        let event: Value = serde_json::from_str(line).unwrap();
        let text = |name: &str| event[name].as_str().unwrap().to_owned();
        (text("customer"), text("id"))
    };
    text.lines().map(key).collect()
}

/// Entries of the log of the table of events.
fn entries(bucket: &Bucket) -> usize {
    let Ok(folder) = std::fs::read_dir(bucket.folder.join("lake/events/_delta_log")) else { return 0 };
    let names = folder.map(|entry| entry.unwrap().file_name());
    names.filter(|name| Path::new(name).extension().is_some_and(|suffix| suffix == "json")).count()
}
