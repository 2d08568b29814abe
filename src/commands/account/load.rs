//! `opkald account load`

use std::path::Path;

use anyhow::{Context, Result, anyhow};
use opkald_storage::book::{Book, FileFault, LoadError};

use crate::output;

/// Loads a file, and tells as one line of JSON what became of it.
pub(super) async fn run(book: &Book, path: &Path) -> Result<()> {
    let name = path.display();
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {name}"))?;
    let loaded = match book.load_text(&text).await {
        Err(LoadError::Faults(faults)) => return Err(refusal(path, &faults)),
        loaded => loaded?,
    };
    let summary = serde_json::json!({
        "added": loaded.added,
        "changed": loaded.changed,
        "unchanged": loaded.unchanged,
        "removed": loaded.removed,
    });
    output::line(&summary.to_string())
}

/// All faults in one sentence, numbered where there are several.
fn refusal(path: &Path, faults: &[FileFault]) -> anyhow::Error {
    let name = path.display();
    match faults {
        [fault] => anyhow!("nothing of {name} was loaded: {fault}"),
        faults => {
            let numbered = faults.iter().enumerate().map(|(at, fault)| format!("({}) {fault}", at + 1));
            let all = numbered.collect::<Vec<_>>().join("; ");
            anyhow!("nothing of {name} was loaded, for {} faults: {all}", faults.len())
        }
    }
}
