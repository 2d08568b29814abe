//! What a table says has changed since a version.

use super::*;
use crate::lake::entries::Entries;

/// The entry of another writer that removes a file, and adds another in its place.
async fn rewrite(table: &Table, old: &FileEntry, new: &NewFile, data_change: bool) {
    let mut add = serde_json::to_value(&new.add).unwrap();
    add["dataChange"] = data_change.into();
    let remove = serde_json::json!({"path": old.path, "deletionTimestamp": 1, "dataChange": data_change});
    let lines = format!("{}\n{}\n", serde_json::json!({ "remove": remove }), serde_json::json!({ "add": add }));
    let path = Entries::path(table.version + 1);
    object_store::ObjectStoreExt::put(&table.store, &path, lines.into_bytes().into()).await.unwrap();
}

async fn filled() -> (tempfile::TempDir, Table) {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(folder.path().to_str().unwrap()).await.unwrap();
    let mut table = lake.table(&definition()).await.unwrap();
    let file = put(&table, &[("1", 1)]).await;
    table.commit(Commit { add: vec![file], ..Commit::default() }).await.unwrap();
    (folder, table)
}

#[tokio::test]
async fn files_that_came_are_told_and_rows_laid_anew_are_none() {
    let (_folder, mut table) = filled().await;
    let came: Vec<_> = table.files().cloned().collect();
    assert_eq!(changed(&table, 0).await, Some(came.clone()));
    assert_eq!(changed(&table, 1).await, Some(vec![]));
    let compacted = put(&table, &[("1", 1)]).await;
    rewrite(&table, &came[0], &compacted, false).await;
    assert_eq!(table.update().await.unwrap(), []);
    assert_eq!(changed(&table, 1).await, Some(vec![]));
    assert_eq!(table.files().count(), 1);
    assert!(table.files().all(|file| file.path != came[0].path));
}

#[tokio::test]
async fn rows_that_went_make_everything_stale() {
    let (_folder, mut table) = filled().await;
    let came: Vec<_> = table.files().cloned().collect();
    table.commit(Commit { remove: came, ..Commit::default() }).await.unwrap();
    assert_eq!(changed(&table, 1).await, None);
    assert_eq!(changed(&table, 2).await, Some(vec![]));
    let file = put(&table, &[("1", 2)]).await;
    table.commit(Commit { add: vec![file], ..Commit::default() }).await.unwrap();
    assert_eq!(changed(&table, 2).await.map(|files| files.len()), Some(1));
    std::fs::remove_file(_folder.path().join("things/_delta_log/00000000000000000003.json")).unwrap();
    assert_eq!(changed(&table, 2).await, None);
}
