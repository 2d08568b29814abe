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
/// beginning to its end, and no entry adds more rows than it takes messages. One that lays rows anew adds as many as it
/// removes, and takes none.
fn follow(place: &Place, sent: &Sent) {
    let mut positions: BTreeMap<String, i64> = BTreeMap::new();
    let (mut live, mut relaid) = (BTreeMap::new(), 0);
    for name in names(place) {
        let actions = actions(&name);
        let mut taken = 0;
        for (app, from, to) in ways(&actions) {
            let before = positions.insert(app.clone(), to);
            assert_eq!(before, from, "{app} in {}", name.display());
            assert!(from.unwrap_or(0) < to, "{app} goes from {from:?} to {to} in {}", name.display());
            taken += to - from.unwrap_or(0);
        }
        let path = |action: &Value| action["path"].as_str().unwrap().to_owned();
        let removes = actions.iter().filter_map(|action| action.get("remove")).map(path);
        let removed: Vec<i64> = removes.map(|path| live.remove(&path).expect("a file that is live")).collect();
        let adds: Vec<_> = actions.iter().filter_map(|action| action.get("add")).collect();
        let added: i64 = adds.iter().copied().map(rows).sum();
        live.extend(adds.into_iter().map(|add| (path(add), rows(add))));
        if removed.is_empty() {
            assert!(added <= taken, "{} adds {added} rows of {taken} messages", name.display());
        } else {
            assert_eq!((added, taken), (removed.iter().sum(), 0), "{}", name.display());
            relaid += 1;
        }
    }
    println!("rows were laid anew {relaid} times; {} files are left", live.len());
    assert!(relaid > 0, "nobody maintained anything");
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

/// How many of its entries, after so many, tell of messages that were taken.
pub(crate) fn taking(place: &Place, after: usize) -> usize {
    names(place).iter().skip(after).filter(|name| !ways(&actions(name)).is_empty()).count()
}

fn actions(entry: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(entry).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
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
