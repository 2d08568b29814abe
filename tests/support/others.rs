//! Other people's programs, which read our tables.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::process::Command;

use crate::servers::say;
use crate::support::{Ended, Place};

/// Has DuckDB, Polars and the Delta library for Python read a table of events, where `PYTHON` names one that has them: each
/// must find just these customers and ids.
pub(crate) fn read_by_others<'a>(
    place: &Place,
    table: &str,
    environment: &[(&str, String)],
    keys: impl IntoIterator<Item = &'a (String, String)>,
) {
    let Some(python) = std::env::var_os("PYTHON") else {
        assert!(std::env::var_os("CI").is_none(), "PYTHON must name a Python with tests/oracle/requirements.txt");
        say("NOT TESTED: what other readers find, since PYTHON is not set; `make test` sets it");
        return;
    };
    let lines: Vec<String> = keys.into_iter().map(|(customer, id)| format!("{customer},{id}")).collect();
    let keys = place.write("keys", &lines.join("\n"));
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/read_events.py");
    let mut command = Command::new(python);
    command.arg(script).arg(table).arg(keys).envs(environment.iter().map(|(name, value)| (name, value)));
    println!("{}", Ended::from(command.output().unwrap()).success().trim_end());
}
