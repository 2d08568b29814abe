//! What the tests begin with: places for a lake, and a table with a few rows.

use std::sync::Arc;

use arrow::array::{AsArray, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray};
use arrow::datatypes::{DataType, Field, Int64Type, Schema};
use opkald_storage::events::instant;
use opkald_storage::lake::{Encoded, Lake, NewFile, S3Variables, Table, TableDefinition};

use crate::s3::{Bucket, Server};

/// A name that every layer would have to write otherwise in an address than it is.
const ODD: &str = "a%25b c/\u{e6}";
const ODD_IN_ADDRESS: &str = "a%2525b%20c/%C3%A6";

/// Where a lake may lie.
#[derive(Debug)]
pub(crate) struct Ground {
    pub(crate) address: String,
    variables: S3Variables,
    _folder: Option<tempfile::TempDir>,
    _server: Option<Arc<Server>>,
}

impl Ground {
    /// A folder, and a prefix of a bucket of a real server, where it can be had.
    pub(crate) fn all() -> Vec<Self> {
        let folder = tempfile::tempdir().unwrap();
        let address = folder.path().join(ODD).to_str().unwrap().to_owned();
        let variables = S3Variables::default();
        let in_folder = Self { address, variables, _folder: Some(folder), _server: None };
        let in_bucket = Server::shared().map(|server| Self::of(&server.bucket(), Some(server)));
        [Some(in_folder), in_bucket].into_iter().flatten().collect()
    }

    fn of(bucket: &Bucket, server: Option<Arc<Server>>) -> Self {
        let (address, variables) = (bucket.address(ODD_IN_ADDRESS), bucket.variables());
        Self { address, variables, _folder: None, _server: server }
    }

    /// The lake, opened as another process would.
    pub(crate) async fn lake(&self) -> Lake {
        Lake::open_with(&self.address, &self.variables).await.unwrap()
    }
}

/// A table that tells nothing but numbers.
pub(crate) fn definition(name: &'static str) -> TableDefinition {
    let field = |name: &str, kind| Field::new(name, kind, true);
    TableDefinition {
        name,
        schema: Arc::new(Schema::new(vec![
            field("customer", DataType::Utf8),
            field("at", instant()),
            field("value", DataType::Int64),
        ])),
        instant: "at",
        by_day: true,
        distinct: &["value"],
        identity: &["customer", "value"],
    }
}

/// Puts a file with numbers of one customer; it is not committed yet.
pub(crate) async fn put(table: &Table, values: impl IntoIterator<Item = i64>) -> NewFile {
    const MIDNIGHT_US: i64 = 1_792_886_400_000_000;
    let values = Int64Array::from_iter_values(values);
    let count = i64::try_from(arrow::array::Array::len(&values)).unwrap();
    let customers = StringArray::from_iter_values((0..count).map(|_| "100"));
    let times = TimestampMicrosecondArray::from_iter_values((0..count).map(|at| MIDNIGHT_US + at));
    let columns: Vec<arrow::array::ArrayRef> =
        vec![Arc::new(customers), Arc::new(times.with_timezone("UTC")), Arc::new(values)];
    let definition = table.definition().clone();
    let batch = RecordBatch::try_new(definition.schema.clone(), columns).unwrap();
    let day = Some("2026-10-25".parse().unwrap());
    table.put(Encoded::new(&definition, day, &batch).unwrap()).await.unwrap()
}

/// All numbers in a table, in their order; none may be there twice.
pub(crate) async fn values(table: &Table) -> Vec<i64> {
    let mut values = Vec::new();
    for file in table.files() {
        let before = values.len() as u64;
        for batch in table.read(file, &["value"]).await.unwrap() {
            values.extend_from_slice(batch.column(0).as_primitive::<Int64Type>().values());
        }
        assert_eq!(values.len() as u64 - before, file.rows);
    }
    values.sort_unstable();
    assert!(values.windows(2).all(|pair| pair[0] < pair[1]), "a number is there twice");
    values
}
