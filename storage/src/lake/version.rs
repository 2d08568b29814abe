//! Whether a table is the one that this version of the program makes.

use deltalake_core::kernel::engine::arrow_conversion::TryIntoKernel;
use deltalake_core::kernel::{DataType, StructField, StructType};
use deltalake_core::table::state::DeltaTableState;
use deltalake_core::{DeltaResult, DeltaTableError};

use super::TableDefinition;
use super::definition::DAY;
use super::table::delta;
use crate::{Error, Result, events};

/// Property of a table under which readers forget progress that was told long ago: a source that was idle for so long
/// would look new, and be stored again.
const EXPIRY: &str = "delta.setTransactionRetentionDuration";

/// The columns of a table in its log: those of its files, and the partition after them.
pub(super) fn columns(definition: &TableDefinition) -> DeltaResult<Vec<StructField>> {
    let schema: StructType =
        definition.schema.as_ref().try_into_kernel().map_err(|source| DeltaTableError::Arrow { source })?;
    let day = definition.by_day.then(|| StructField::nullable(DAY, DataType::DATE));
    Ok(schema.fields().cloned().chain(day).collect())
}

/// Columns that a table is partitioned by.
pub(super) fn partitions(definition: &TableDefinition) -> Option<&'static str> {
    definition.by_day.then_some(DAY)
}

/// Compares the columns and partitions of a stored table with its definition.
///
/// # Errors
/// [`Error::ProgressExpires`] when it forgets how far its sources were read.
/// [`Error::OtherVersion`] when they differ: reading on would end in an error that names neither cause nor remedy.
pub(super) fn check(definition: &TableDefinition, stored: &DeltaTableState) -> Result<()> {
    if stored.metadata().configuration().contains_key(EXPIRY) {
        return Err(Error::ProgressExpires { table: definition.name.to_owned(), property: EXPIRY });
    }
    let columns = columns(definition).map_err(|error| delta(definition, error))?;
    let same_columns = stored.schema().fields().eq(columns.iter());
    let same_partitions = stored.metadata().partition_columns().iter().map(String::as_str).eq(partitions(definition));
    if same_columns && same_partitions {
        return Ok(());
    }
    // Statistics are made again from the events; the events can only be read again from where they came.
    let remedy = if definition.name == events::TABLE {
        "open the lake with that version, or name another folder by --data and ingest the sources again"
    } else {
        "remove the folders of the lake other than `events`, then run 'opkald refresh --rebuild'"
    };
    Err(Error::OtherVersion { table: definition.name.to_owned(), remedy })
}
