//! `opkald maintain`, as a process: what it tells, and that nothing else changes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use support::Place;

/// A line of its answer by the name of the table.
fn told(answer: &str, table: &str) -> serde_json::Value {
    let lines = answer.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    lines.into_iter().find(|line| line["table"] == table).unwrap()
}

#[test]
fn small_files_become_few_and_everything_else_stays() {
    let place = Place::new();
    let sentence = place.run(&["maintain"]).failure();
    assert!(sentence.contains("there is no data"), "{sentence}");

    let events =
        place.run(&["generate", "--customers", "3", "--days", "3", "--seed", "1", "--events-per-day", "200"]).success();
    let lines: Vec<&str> = events.lines().collect();
    let parts = lines.chunks(50).enumerate();
    let parts = parts.map(|(at, part)| place.write(&format!("{at:03}.ndjson"), &(part.join("\n") + "\n")));
    let mut command = place.opkald();
    command.env("OPKALD_INGEST_COMMIT_EVENTS", "50").args(["ingest", "--once"]).args(parts);
    let summary = support::Ended::from(command.output().unwrap()).success();
    place.run(&["refresh"]).success();
    let asked = ["sql", "SELECT customer, COUNT(*), MIN(id), MAX(id) FROM events GROUP BY customer ORDER BY customer"];
    let before = place.run(&asked).success();

    let would = told(&place.run(&["maintain", "--dry-run"]).success(), "events");
    assert!(would["files_merged"].as_u64().unwrap() > 10 && would["files_written"] == 0, "{would}");
    let done = told(&place.run(&["maintain"]).success(), "events");
    assert_eq!(done["doubles_dropped"], 0, "{done}");
    assert!(done["files_written"].as_u64().unwrap() > 0 && done["live_files"].as_u64().unwrap() < 20, "{done}");
    let again = told(&place.run(&["maintain"]).success(), "events");
    assert_eq!((&again["files_merged"], &again["files_vacuumed"]), (&0.into(), &0.into()), "{again}");

    assert_eq!(place.run(&asked).success(), before);
    let refreshed: serde_json::Value = serde_json::from_str(&place.run(&["refresh"]).success()).unwrap();
    assert_eq!(refreshed["days"], 0, "{refreshed}");
    assert!(place.run(&["check"]).success().contains("equal a rebuild"));
    // The same events once more are doubles all, though the files that they were stored in are others now.
    let stored: serde_json::Value = serde_json::from_str(&summary).unwrap();
    let copy = place.write("again.ndjson", &events);
    let second = place.run(&["ingest", "--once", copy.to_str().unwrap()]).success();
    let second: serde_json::Value = serde_json::from_str(&second).unwrap();
    assert_eq!((&second["stored"], &second["duplicates"]), (&0.into(), &stored["read"]), "{second}");
}
