//! What rests in a table of events.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, dead_code)]

use std::path::Path;

use arrow::array::AsArray;
use opkald_storage::events;
use opkald_storage::lake::{Lake, S3Variables};

/// The customer and the id of every row that is stored in a folder: what makes an event that event.
pub(crate) fn stored(lake: &Path) -> Vec<(String, String)> {
    stored_at(lake.to_str().unwrap(), &S3Variables::default())
}

/// The customer and the id of every stored row.
pub(crate) fn stored_at(lake: &str, variables: &S3Variables) -> Vec<(String, String)> {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let lake = Lake::open_with(lake, variables).await.unwrap();
        let table = lake.table(&events::definition()).await.unwrap();
        let mut keys = Vec::new();
        for file in table.files() {
            assert!(file.day.is_some(), "there is a dead letter");
            for batch in table.read(file, &["customer", "id"]).await.unwrap() {
                let column = |name| batch.column_by_name(name).unwrap().as_string::<i32>().clone();
                let (customers, ids) = (column("customer"), column("id"));
                let pairs = customers.iter().zip(ids.iter());
                keys.extend(pairs.map(|(customer, id)| (customer.unwrap().to_owned(), id.unwrap().to_owned())));
            }
        }
        keys
    })
}
