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
async fn rows_that_went_are_told_by_their_files_as_long_as_these_are_there() {
    let (folder, mut table) = filled().await;
    let came: Vec<_> = table.files().cloned().collect();
    table.commit(Commit { remove: came.clone(), ..Commit::default() }).await.unwrap();
    for from in [0, 1] {
        let changes = table.changed_since(from).await.unwrap();
        assert_eq!(changes.files().unwrap().count(), 0);
        let gone: Vec<_> = changes.gone().collect();
        assert_eq!((gone.len(), &gone[0].path, gone[0].day), (1, &came[0].path, came[0].day));
        assert_eq!(table.read(gone[0], &["value"]).await.unwrap()[0].num_rows(), 1);
    }
    assert_eq!(table.changed_since(2).await.unwrap().gone().count(), 0);
    let file = put(&table, &[("1", 2)]).await;
    table.commit(Commit { add: vec![file], ..Commit::default() }).await.unwrap();
    assert_eq!(changed(&table, 2).await.map(|files| files.len()), Some(1));
    std::fs::remove_file(folder.path().join("things").join(&came[0].path)).unwrap();
    assert_eq!((changed(&table, 1).await, changed(&table, 2).await.map(|files| files.len())), (None, Some(1)));
    std::fs::remove_file(folder.path().join("things/_delta_log/00000000000000000003.json")).unwrap();
    assert_eq!(changed(&table, 2).await, None);
}

#[tokio::test]
async fn rows_that_went_by_who_does_not_tell_their_day_make_everything_stale() {
    let (_folder, mut table) = filled().await;
    let came: Vec<_> = table.files().cloned().collect();
    let fewer = put(&table, &[("1", 1)]).await;
    rewrite(&table, &came[0], &fewer, true).await;
    table.update().await.unwrap();
    assert_eq!(changed(&table, 1).await, None);
}
