//! Answers that are not what happened: an entry of a log is put, and the answer is lost, or is an error.

use std::collections::BTreeSet;
use std::process::Stdio;
use std::sync::{Arc, Mutex};

use serde_json::Value;

use crate::s3::{Between, Fate, Server};
use crate::stored::stored_at;
use crate::support::{Ended, Place};

/// Files, and the events of each, which are committed at once.
const FILES: usize = 10;
const EVENTS: usize = 50;

#[test]
fn an_entry_whose_answer_is_an_error_or_lost_is_in_the_log_once() {
    let Some(server) = Server::shared() else { return };
    for fate in [Fate::LandsAndIsTold(503), Fate::LandsAndIsTold(400), Fate::LandsAndIsCut, Fate::IsTold(503)] {
        let (place, bucket) = (Place::new(), server.bucket());
        let struck = Arc::new(Mutex::new(BTreeSet::new()));
        let strikes = Arc::clone(&struck);
        // The first put of every entry, the one that makes the table included.
        let between = Between::start(server.port(), move |request| {
            let is_first = request.puts_entry() && strikes.lock().unwrap().insert(request.target.clone());
            if is_first { fate } else { Fate::Passes }
        });
        let event = |number: usize| {
            let time = "2026-01-02T00:00:02Z";
            format!(
                "{{\"id\":\"e{number}\",\"type\":\"agent.left\",\"time\":\"{time}\",\"customer\":\"1\",\"agent\":\"a\"}}\n"
            )
        };
        let file = |file: usize| {
            let numbers = file * EVENTS..(file + 1) * EVENTS;
            place.write(&format!("{file:02}.ndjson"), &numbers.map(event).collect::<String>())
        };
        let mut command = place.opkald();
        bucket.through(between.port()).set(&mut command, "lake");
        command.env("OPKALD_INGEST_COMMIT_EVENTS", EVENTS.to_string());
        command.args(["ingest", "--once"]).args((0..FILES).map(file)).stdin(Stdio::null());
        let told = Ended::from(command.output().unwrap()).success();
        let told: Value = serde_json::from_str(&told).unwrap();
        assert_eq!((&told["stored"], &told["dead_letters"]), (&(FILES * EVENTS).into(), &0.into()), "{fate:?}: {told}");
        assert!(struck.lock().unwrap().len() > FILES / 2, "{fate:?} struck {struck:?}");

        let found = stored_at(&bucket.address("lake"), &bucket.variables());
        let keys: BTreeSet<_> = found.iter().map(|(_, id)| id.clone()).collect();
        assert_eq!(keys, (0..FILES * EVENTS).map(|number| format!("e{number}")).collect(), "{fate:?}");
        assert_eq!(found.len(), FILES * EVENTS, "{fate:?}: an event is stored twice");
    }
}
