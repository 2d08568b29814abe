//! The first entry of a log, which makes the table.

use std::collections::BTreeMap;

use chrono::Utc;
use deltalake_core::kernel::StructType;
use object_store::ObjectStore;
use serde::Serialize;
use uuid::Uuid;

use super::engine_info;
use crate::lake::action::{CommitInfo, Entry};
use crate::lake::entries::Entries;
use crate::lake::log::Look;
use crate::lake::table::delta;
use crate::lake::version::{columns, partitions};
use crate::lake::{TableDefinition, Timer};
use crate::{Error, Result};

/// Which readers and writers understand the table.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Protocol {
    min_reader_version: i32,
    min_writer_version: i32,
}

/// What every reader and writer of Delta tables understands that is still in use. Our tables need nothing beyond it.
const PROTOCOL: Protocol = Protocol { min_reader_version: 1, min_writer_version: 2 };

/// What the table is.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct MetaData {
    id: Uuid,
    name: &'static str,
    format: Format,
    schema_string: String,
    partition_columns: Vec<&'static str>,
    configuration: BTreeMap<String, String>,
    created_time: i64,
}

#[derive(Debug, Serialize)]
struct Format {
    provider: &'static str,
    options: BTreeMap<String, String>,
}

/// A line of the entry.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
enum Line {
    Protocol(Protocol),
    MetaData(MetaData),
}

/// Makes a table where there is none. Several may do so at once: one makes it, and it is everybody's.
///
/// # Errors
/// [`Error::Store`] when the log can neither be written nor read.
pub(in crate::lake) async fn create(
    definition: &TableDefinition,
    store: &dyn ObjectStore,
    timer: &dyn Timer,
) -> Result<()> {
    let mark = timer.mark();
    let entry = first_entry(definition, mark)?;
    let entries = Entries { table: definition.name, store };
    // Whether it is ours or somebody else's, it is there.
    entries.land(timer, Look::now(timer), 0, entry, mark).await.map(|_| ())
}

fn first_entry(definition: &TableDefinition, mark: Uuid) -> Result<Vec<u8>> {
    let refuse = |why: String| Error::Log { table: definition.name.to_owned(), version: 0, why };
    let now = Utc::now().timestamp_millis();
    let schema = columns(definition).and_then(|columns| Ok(StructType::try_new(columns)?));
    let schema = schema.map_err(|error| delta(definition, error))?;
    let metadata = MetaData {
        id: mark,
        name: definition.name,
        format: Format { provider: "parquet", options: BTreeMap::new() },
        schema_string: serde_json::to_string(&schema).map_err(|error| refuse(error.to_string()))?,
        partition_columns: partitions(definition).into_iter().collect(),
        configuration: BTreeMap::new(),
        created_time: now,
    };
    let info = CommitInfo {
        timestamp: now,
        operation: "create".to_owned(),
        commit_mark: Some(mark.to_string()),
        engine_info: Some(engine_info()),
        ..CommitInfo::default()
    };
    let mut bytes = Entry { info, ..Entry::default() }.to_bytes().map_err(refuse)?;
    for line in [Line::Protocol(PROTOCOL), Line::MetaData(metadata)] {
        serde_json::to_writer(&mut bytes, &line).map_err(|error| refuse(error.to_string()))?;
        bytes.push(b'\n');
    }
    Ok(bytes)
}
