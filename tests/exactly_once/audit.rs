//! What must hold of the table in the end.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::others::read_by_others;
use crate::scene::GROUP;
use crate::stored::stored;
use crate::stream::Sent;
use crate::support::Place;

/// Compares the table with what was sent, and its log with the topic.
pub(crate) fn audit(place: &Place, sent: &Sent) {
    let keys = stored(&place.path("opkald-data/lake"));
    assert_eq!(keys.len(), keys.iter().collect::<BTreeSet<_>>().len(), "an event is stored twice");
    let keys: BTreeSet<_> = keys.into_iter().collect();
    assert_eq!(sent.keys.difference(&keys).next(), None, "an event is missing");
    assert_eq!(keys.difference(&sent.keys).next(), None, "an event is stored that nobody sent");
    follow(place, sent);
    place.run(&["refresh"]).success();
    println!("{}", place.run(&["check"]).success().trim_end());
    let table = place.path("opkald-data/lake/events");
    read_by_others(place, table.to_str().unwrap(), &[], &sent.keys);
}

/// Follows the log, entry by entry: each partition's position goes on where the entry before it ended, from the topic's
/// beginning to its end, and no entry adds more rows than it takes messages.
fn follow(place: &Place, sent: &Sent) {
    let mut positions: BTreeMap<String, i64> = BTreeMap::new();
    for name in names(place) {
        let text = std::fs::read_to_string(&name).unwrap();
        let actions: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let mut taken = 0;
        for (app, from, to) in ways(&actions) {
            let before = positions.insert(app.clone(), to);
            assert_eq!(before, from, "{app} in {}", name.display());
            assert!(from.unwrap_or(0) < to, "{app} goes from {from:?} to {to} in {}", name.display());
            taken += to - from.unwrap_or(0);
        }
        let rows: i64 = actions.iter().filter_map(|action| action.get("add")).map(rows).sum();
        assert!(rows <= taken, "{} adds {rows} rows of {taken} messages", name.display());
    }
    let partition = |app: &str| app.rsplit(':').next().unwrap().parse::<usize>().unwrap();
    let is_ours = |app: &str| app.contains(GROUP) && app.contains(&sent.topic);
    assert!(positions.keys().all(|app| is_ours(app)), "{positions:?}");
    let ends: BTreeMap<usize, i64> = positions.iter().map(|(app, position)| (partition(app), *position)).collect();
    let sent_ends = sent.ends.iter().copied().enumerate().filter(|(_, end)| *end > 0);
    assert_eq!(ends, sent_ends.collect(), "the log does not end where the topic does");
}

/// What an entry tells of each application: where it began, and where it ended, which its transaction must say too.
fn ways(actions: &[Value]) -> Vec<(String, Option<i64>, i64)> {
    let info = actions.iter().find_map(|action| action.get("commitInfo")).expect("an entry without a commitInfo");
    let Some(told) = info.get("positions").and_then(Value::as_object) else { return Vec::new() };
    let version = |app: &str| {
        let of_app = |txn: &&Value| txn["appId"] == app;
        actions.iter().filter_map(|action| action.get("txn")).find(of_app).map(|txn| txn["version"].as_i64().unwrap())
    };
    let way = |(app, way): (&String, &Value)| {
        let to = way[1].as_i64().unwrap();
        assert_eq!(version(app), Some(to), "{app}");
        (app.clone(), way[0].as_i64(), to)
    };
    // Beside each offset stands a mark of the message before it, which says nothing of the way.
    told.iter().filter(|(app, _)| !app.ends_with("#content")).map(way).collect()
}

fn rows(add: &Value) -> i64 {
    let statistics: Value = serde_json::from_str(add["stats"].as_str().unwrap()).unwrap();
    statistics["numRecords"].as_i64().unwrap()
}

/// How many entries the log has.
pub(crate) fn entries(place: &Place) -> usize {
    names(place).len()
}

/// The log's entries in their order.
fn names(place: &Place) -> Vec<PathBuf> {
    let Ok(folder) = std::fs::read_dir(place.path("opkald-data/lake/events/_delta_log")) else { return Vec::new() };
    let paths = folder.map(|entry| entry.unwrap().path());
    let mut names: Vec<_> = paths.filter(|path| is_entry(path)).collect();
    names.sort();
    names
}

fn is_entry(path: &Path) -> bool {
    path.extension().is_some_and(|suffix| suffix == "json")
}
