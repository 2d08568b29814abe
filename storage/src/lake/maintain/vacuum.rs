//! Deletes data files that no reader can need any more: those that left the table long ago, and those that never came in.

use std::collections::HashSet;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures::TryStreamExt;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};

use super::super::Table;
use super::super::definition::DAY;
use super::super::encode::CLOSED;
use super::super::table::delta;
use super::Maintained;
use crate::Result;

/// Deletes files of our own kind that are not in the table, did not leave it within `grace`, and were written before
/// that. So a reader of an old version has so long, and so has a writer between its upload and its commit. A dry run
/// only counts.
///
/// # Errors
/// When the log or the folder cannot be read; a file that cannot be deleted stays until the next time.
pub(super) async fn vacuum(
    table: &mut Table,
    now: DateTime<Utc>,
    grace: Duration,
    is_dry_run: bool,
    done: &mut Maintained,
) -> Result<()> {
    let until = now - grace;
    let mut old = Vec::new();
    let mut listed = table.store.list(None);
    while let Some(file) = listed.try_next().await.map_err(|source| table.store_error(source))? {
        if file.last_modified < until && is_ours(&file.location) {
            old.push((file.location, file.size));
        }
    }
    drop(listed);
    if old.is_empty() {
        return Ok(());
    }
    // Looked at after the files: what came in meanwhile is in the table, or younger than the grace.
    table.update().await?;
    let resting = left_since(table, until).await?;
    for (path, bytes) in old {
        if table.files.contains_key(path.as_ref()) || resting.contains(path.as_ref()) {
            continue;
        }
        if !is_dry_run {
            match table.store.delete(&path).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => {
                    let table = table.definition.name;
                    tracing::warn!(table, %path, %error, "a file that is not needed stays");
                    continue;
                }
            }
        }
        done.files_vacuumed += 1;
        done.bytes_vacuumed += bytes;
    }
    Ok(())
}

/// Paths of the files that left the table since an instant.
async fn left_since(table: &Table, since: DateTime<Utc>) -> Result<HashSet<String>> {
    let fail = |error| delta(&table.definition, error);
    let log = table.log_store();
    let mut fresh = deltalake_core::DeltaTable::new(log.clone());
    fresh.load().await.map_err(fail)?;
    let snapshot = fresh.snapshot().map_err(fail)?;
    let mut tombstones = snapshot.all_tombstones(log.as_ref());
    let mut left = HashSet::new();
    while let Some(tombstone) = tombstones.try_next().await.map_err(fail)? {
        if tombstone.deletion_timestamp().is_none_or(|at| at >= since.timestamp_millis()) {
            left.insert(tombstone.path().into_owned());
        }
    }
    Ok(left)
}

/// Whether a path is one that we give to data files: `[day=…/][closed-]UUID.parquet`.
fn is_ours(path: &Path) -> bool {
    let parts: Vec<_> = path.parts().collect();
    let name = match &parts[..] {
        [name] => name,
        [folder, name] if folder.as_ref().strip_prefix(DAY).is_some_and(|rest| rest.starts_with('=')) => name,
        _ => return false,
    };
    let name = name.as_ref().strip_suffix(".parquet").unwrap_or_default();
    uuid::Uuid::try_parse(name.strip_prefix(CLOSED).unwrap_or(name)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_our_own_are_ours() {
        let uuid = "0199f3a2-7b1e-7c55-9a3b-0d6d2a1f4c11";
        let ours = [
            format!("{uuid}.parquet"),
            format!("day=2026-10-25/{uuid}.parquet"),
            format!("day=2026-10-25/closed-{uuid}.parquet"),
            format!("day=__HIVE_DEFAULT_PARTITION__/{uuid}.parquet"),
        ];
        for path in ours {
            assert!(is_ours(&Path::from(path.as_str())), "{path}");
        }
        let others = [
            "_delta_log/00000000000000000001.json".to_owned(),
            format!("_delta_log/{uuid}.parquet"),
            format!("_change_data/{uuid}.parquet"),
            format!("days/{uuid}.parquet"),
            format!("day=2026-10-25/below/{uuid}.parquet"),
            "day=2026-10-25/part-0.parquet".to_owned(),
            format!("{uuid}.csv"),
            "notes.txt".to_owned(),
        ];
        for path in others {
            assert!(!is_ours(&Path::from(path.as_str())), "{path}");
        }
    }
}
