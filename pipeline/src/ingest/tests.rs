#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod bank;
mod files;
mod followed;
mod kafka;
mod pipes;
mod properties;
mod replayed;
mod simulated;
mod unfinished;

use std::path::{Path, PathBuf};

use arrow::array::AsArray;
use opkald_storage::events;
use opkald_storage::lake::Lake;
use tempfile::TempDir;

use super::*;

/// A lake of its own, and a folder for sources.
struct Place {
    folder: TempDir,
    lake: Lake,
}

impl Place {
    async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let lake = Lake::open(folder.path().join("lake").to_str().unwrap()).await.unwrap();
        Self { folder, lake }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    async fn ingest(&self, path: &Path) -> Result<Summary> {
        ingest(IngestOptions::once(self.lake.clone(), vec![Source::File(path.to_owned())])).await
    }

    /// One column of all stored events, or of all dead letters, sorted.
    async fn column(&self, name: &str, dead: bool) -> Vec<String> {
        let table = self.lake.table(&events::definition()).await.unwrap();
        let mut values = Vec::new();
        for file in table.files().filter(|file| file.day.is_none() == dead) {
            for batch in table.read(file, &[name]).await.unwrap() {
                let column = batch.column(0).as_string::<i32>();
                values.extend(column.iter().map(|value| value.unwrap_or("null").to_owned()));
            }
        }
        values.sort();
        values
    }

    async fn ids(&self) -> Vec<String> {
        self.column("id", false).await
    }
}

fn event(id: impl std::fmt::Display) -> String {
    format!(
        "{{\"id\":\"{id}\",\"type\":\"agent.left\",\"time\":\"2026-01-02T00:00:02Z\",\"customer\":\"9\",\"agent\":\"a\"}}\n"
    )
}

/// Read, stored, duplicates, dead letters.
fn numbers(summary: &Summary) -> (u64, u64, u64, u64) {
    (summary.read, summary.stored, summary.duplicates, summary.dead_letters)
}
