//! What the audit of a log finds, and what it lets pass.

use super::*;
use crate::lake::audit::Break;
use crate::lake::entries::Entries;

/// An entry that somebody else laid into the log.
async fn lay(table: &mut Table, lines: &[serde_json::Value]) {
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let path = Entries::path(table.version + 1);
    object_store::ObjectStoreExt::put(&table.store, &path, text.into_bytes().into()).await.unwrap();
    table.update().await.unwrap();
}

fn told(from: Option<i64>, to: i64) -> [serde_json::Value; 2] {
    let info =
        serde_json::json!({"commitInfo": {"timestamp": 1, "operation": "x", "positions": {"source": [from, to]}}});
    [info, serde_json::json!({"txn": {"appId": "source", "version": to}})]
}

#[tokio::test]
async fn gaps_overlaps_and_falls_are_found_and_notes_are_not_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(folder.path().to_str().unwrap()).await.unwrap();
    let mut table = lake.table(&definition()).await.unwrap();
    let commit = |progress, note| Commit { progress, notes: vec![("now".to_owned(), note)], ..Commit::default() };
    table.commit(commit(progress(None, 5), 9)).await.unwrap();
    table.commit(commit(progress(Some(5), 7), 3)).await.unwrap();
    assert_eq!(table.audit_progress().await.unwrap(), []);

    for (from, to) in [(Some(8), 9), (Some(7), 10), (None, 12), (Some(12), 11), (Some(11), 13)] {
        lay(&mut table, &told(from, to)).await;
    }
    let found = |version, stood_at, from, to| Break { app: "source".to_owned(), version, stood_at, from, to };
    let breaks = vec![
        found(3, Some(7), Some(8), 9),
        found(4, Some(9), Some(7), 10),
        found(5, Some(10), None, 12),
        found(6, Some(12), Some(12), 11),
    ];
    assert_eq!(table.audit_progress().await.unwrap(), breaks);

    // The clean-up takes entries from the beginning; what is left is audited by itself.
    let entry = |version: i64| folder.path().join(format!("things/{}", Entries::path(version)));
    for version in 0..=3 {
        std::fs::remove_file(entry(version)).unwrap();
    }
    assert_eq!(table.audit_progress().await.unwrap(), breaks[2..]);
    // An entry from before they told where they began says at least where it ended.
    lay(&mut table, &told(Some(13), 20)[1..]).await;
    lay(&mut table, &told(Some(20), 21)).await;
    assert_eq!(table.audit_progress().await.unwrap(), breaks[2..]);
}
