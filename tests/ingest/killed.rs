//! A process that is killed, again and again, has in the end stored every event once.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};

use crate::stored::stored;
use crate::support::Place;

/// How often the ingest is killed.
const KILLS: usize = 10;

/// Events of one commit: few, so that most instants lie in or near one.
const COMMIT_EVENTS: &str = "4000";

/// Customer and id: what makes an event that event.
type Key = (String, String);

#[test]
fn whenever_it_is_killed_each_event_is_stored_once() {
    let seed = seed();
    println!("seed {seed}; KILL_SEED={seed} repeats it");
    let mut rng = SmallRng::seed_from_u64(seed);
    let place = Place::new();
    let file = generate(&place, seed % 1_000);

    let mut interrupted = 0;
    let mut versions = BTreeSet::new();
    for _ in 0..KILLS {
        // It is at work once its log grows; from there on any instant will do.
        let mut child = start(&place);
        let before = entries(&place);
        while entries(&place) <= before && child.try_wait().unwrap().is_none() {
            sleep(Duration::from_millis(2));
        }
        sleep(Duration::from_micros(rng.random_range(0..120_000)));
        interrupted += usize::from(child.try_wait().unwrap().is_none());
        // On Unix this is SIGKILL: nothing of the process runs after it.
        child.kill().unwrap();
        child.wait().unwrap();
        versions.insert(entries(&place));
    }
    let last = entries(&place);
    let ended = start(&place).wait_with_output().unwrap();
    assert!(ended.status.success(), "{ended:?}");
    println!("{interrupted} of {KILLS} kills struck it at work, after so many entries of the log: {versions:?}");
    assert!(interrupted >= KILLS / 2, "the events are too few for {KILLS} kills");
    assert!(entries(&place) > last, "nothing was left to do after the last kill");

    let stored = stored(&place.path("opkald-data/lake"));
    let expected = expected(&file);
    assert_eq!(stored.len(), stored.iter().collect::<BTreeSet<_>>().len(), "an event is stored twice");
    assert_eq!(stored.len(), expected.len());
    assert!(stored.into_iter().collect::<BTreeSet<_>>() == expected, "other events are stored than were sent");
}

fn seed() -> u64 {
    let given = std::env::var("KILL_SEED").ok().and_then(|text| text.parse().ok());
    given.unwrap_or_else(|| SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_micros() as u64)
}

/// Half a million events of some days, some of them twice: more than a fast machine stores between ten kills.
fn generate(place: &Place, seed: u64) -> std::path::PathBuf {
    let path = place.path("events.ndjson");
    let mut command = place.opkald();
    command.args(["generate", "--customers", "10", "--days", "8", "--events-per-day", "6000"]);
    command.args(["--seed", &seed.to_string()]).stdout(File::create(&path).unwrap());
    assert!(command.status().unwrap().success());
    path
}

fn start(place: &Place) -> Child {
    let mut command = place.opkald();
    command.args(["ingest", "--once", "events.ndjson"]).env("OPKALD_INGEST_COMMIT_EVENTS", COMMIT_EVENTS);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Entries of the table's log.
fn entries(place: &Place) -> usize {
    let Ok(folder) = std::fs::read_dir(place.path("opkald-data/lake/events/_delta_log")) else { return 0 };
    let names = folder.map(|entry| entry.unwrap().file_name());
    names.filter(|name| Path::new(name).extension().is_some_and(|suffix| suffix == "json")).count()
}

/// The key of every event of the file, once.
fn expected(file: &Path) -> BTreeSet<Key> {
    let text = std::fs::read_to_string(file).unwrap();
    let key = |line: &str| {
        let event: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = |name: &str| event[name].as_str().unwrap().to_owned();
        (text("customer"), text("id"))
    };
    text.lines().map(key).collect()
}
