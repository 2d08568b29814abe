//! Compares the statistics with a rebuild from the raw events, and the offsets with the log.

mod unrated;

use std::fmt;
use std::sync::Arc;

use datafusion::arrow::array::AsArray;
use datafusion::arrow::datatypes::Int64Type;
use datafusion::prelude::SessionContext;
use opkald_storage::lake::{Break, Lake, Table};

use crate::compute::Computer;
use crate::engine::{context, register, runtime};
use crate::refresh::{Tables, Try};
use crate::scan::LakeTable;
use crate::settings::Settings;
use crate::{EngineOptions, Error, Result};

pub use unrated::Unrated;
pub(crate) use unrated::{unrated, unrated_lately};

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// Rows of a table that a rebuild does not give, or gives and the table lacks.
    Rows {
        /// The table.
        table: &'static str,
        /// Rows that only the table has.
        surplus: i64,
        /// Rows that only the rebuild has.
        missing: i64,
    },
    /// A source's positions do not follow on somewhere in the log of events.
    Positions(Break),
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rows { table, surplus, missing } => write!(
                f,
                "{table}: {surplus} rows that a rebuild does not give, {missing} that it gives and the table lacks; \
                 run 'opkald refresh --rebuild'"
            ),
            Self::Positions(Break { app, version, stood_at, from, to }) => {
                let place = |position: &Option<i64>| position.map_or("the beginning".to_owned(), |at| at.to_string());
                let (stood_at, from) = (place(stood_at), place(from));
                write!(
                    f,
                    "events: version {version} of the log takes {app} from {from} to {to}, and it stood at {stood_at}; \
                     positions rise, each from where the last ended"
                )
            }
        }
    }
}

/// Compares with a rebuild from just the events that the tables stand for: others may come in meanwhile.
pub(crate) async fn check(
    lake: &Lake,
    kept: &Tables,
    settings: &Settings,
    options: &EngineOptions,
) -> Result<Vec<Difference>> {
    let scratch = tempfile::tempdir().map_err(|error| Error::Query(format!("no room for a rebuild: {error}")))?;
    let beside = Lake::open(&scratch.path().to_string_lossy()).await?;
    let runtime = runtime(lake, options)?;
    register(&runtime, &beside)?;
    let mut rebuilt = kept.beside(&beside).await?;
    let computer = |now| Computer::new(context(&runtime, options), settings, now);
    let Try::Done(_) = rebuilt.refresh(computer, settings, true).await? else {
        return Err(Error::Contended(1));
    };
    let context = context(&runtime, options);
    let mut differences = Vec::new();
    for (kept, rebuilt) in kept.statistics.iter().zip(&rebuilt.statistics) {
        differences.extend(compare(&context, &kept.1, &rebuilt.1).await?);
    }
    differences.extend(kept.events.audit_progress().await?.into_iter().map(Difference::Positions));
    Ok(differences)
}

/// Counts the rows that only one of the tables has.
async fn compare(context: &SessionContext, kept: &Table, rebuilt: &Table) -> Result<Option<Difference>> {
    let table = kept.definition().name;
    let fail = |error| Error::statement(table, error);
    for (name, side) in [("kept", kept), ("rebuilt", rebuilt)] {
        let provider = LakeTable::new(side, side.files().cloned().collect()).map_err(fail)?;
        context.deregister_table(name).map_err(fail)?;
        context.register_table(name, Arc::new(provider)).map_err(fail)?;
    }
    let count = async |sql: &str| {
        let batches = context.sql(sql).await.map_err(fail)?.collect().await.map_err(fail)?;
        let rows = batches.iter().map(|batch| batch.column(0).as_primitive::<Int64Type>().value(0));
        Ok::<i64, Error>(rows.sum())
    };
    let surplus = count(include_str!("../sql/check/surplus.sql")).await?;
    let missing = count(include_str!("../sql/check/missing.sql")).await?;
    // A row twice is no surplus by kind, so the numbers of rows are compared as well.
    let extra = count(include_str!("../sql/check/extra.sql")).await?;
    let surplus = surplus.max(extra);
    Ok((surplus > 0 || missing > 0).then_some(Difference::Rows { table, surplus, missing }))
}
