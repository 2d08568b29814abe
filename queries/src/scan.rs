//! A table of the lake as the engine sees it: some of its live files, passed over by what the log knows of them.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use async_trait::async_trait;
use datafusion::arrow::array::{
    ArrayRef, BooleanArray, Date32Array, StringArray, TimestampMicrosecondArray, UInt64Array,
};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::pruning::PruningStatistics;
use datafusion::common::{Column, Result, ScalarValue, ToDFSchema, exec_datafusion_err};
use datafusion::datasource::TableType;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::parquet::CachedParquetFileReaderFactory;
use datafusion::datasource::physical_plan::{FileGroup, FileScanConfigBuilder, ParquetSource};
use datafusion::datasource::source::DataSourceExec;
use datafusion::datasource::table_schema::TableSchema;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::logical_expr::utils::conjunction;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_optimizer::pruning::PruningPredicateBuilder;
use datafusion::physical_plan::ExecutionPlan;
use opkald_storage::lake::{FileEntry, Table};
use url::Url;

/// Address under which the store of a lake is registered with the engine: two lakes never share one.
pub(crate) fn store_address(lake: &Url) -> String {
    let mut hasher = DefaultHasher::new();
    lake.as_str().trim_end_matches('/').hash(&mut hasher);
    format!("lake://{:016x}", hasher.finish())
}

/// Live files of one table.
#[derive(Debug, Clone)]
pub(crate) struct LakeTable {
    name: &'static str,
    instant: &'static str,
    store: ObjectStoreUrl,
    files: Arc<Vec<FileEntry>>,
    schema: TableSchema,
}

impl LakeTable {
    /// Some of the files of a table.
    pub(crate) fn new(table: &Table, files: Vec<FileEntry>) -> Result<Self> {
        let definition = table.definition();
        let lake = table.url().join("..").map_err(|error| exec_datafusion_err!("{error}"))?;
        let day = definition.by_day.then(|| Arc::new(Field::new("day", DataType::Date32, true)));
        Ok(Self {
            name: definition.name,
            instant: definition.instant,
            store: ObjectStoreUrl::parse(store_address(&lake))?,
            files: Arc::new(files),
            schema: TableSchema::builder(viewed(&definition.schema))
                .with_table_partition_cols(day.into_iter().collect::<Vec<_>>())
                .build(),
        })
    }

    /// Its files.
    pub(crate) fn files(&self) -> &[FileEntry] {
        &self.files
    }

    /// The same table, of which these files are looked at.
    pub(crate) fn with_files(&self, files: Vec<FileEntry>) -> Self {
        Self { files: Arc::new(files), ..self.clone() }
    }

    /// How many files there are, and their bytes.
    pub(crate) fn size(&self) -> (usize, u64) {
        (self.files.len(), self.files.iter().map(|file| file.size).sum())
    }

    /// The files that may hold rows for the filters.
    fn select(&self, predicate: Option<&Arc<dyn PhysicalExpr>>) -> Result<Vec<&FileEntry>> {
        let pruning = predicate.and_then(|predicate| {
            let schema = Arc::clone(self.schema.table_schema());
            PruningPredicateBuilder::new().with_file_schema(schema).build(Arc::clone(predicate))
        });
        let Some(pruning) = pruning else { return Ok(self.files.iter().collect()) };
        let keep = pruning.prune(self)?;
        Ok(self.files.iter().zip(keep).filter_map(|(file, keep)| keep.then_some(file)).collect())
    }
}

/// Text as views, which the engine groups and compares faster.
fn viewed(schema: &SchemaRef) -> SchemaRef {
    let fields = schema.fields().iter().map(|field| match field.data_type() {
        DataType::Utf8 => Field::new(field.name(), DataType::Utf8View, field.is_nullable()),
        DataType::Binary => Field::new(field.name(), DataType::BinaryView, field.is_nullable()),
        _ => field.as_ref().clone(),
    });
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

#[async_trait]
impl TableProvider for LakeTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(self.schema.table_schema())
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        Ok(vec![TableProviderFilterPushDown::Inexact; filters.len()])
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let schema = self.schema().to_dfschema()?;
        let predicate =
            conjunction(filters.to_vec()).map(|filter| state.create_physical_expr(filter, &schema)).transpose()?;
        let files = self.select(predicate.as_ref())?;
        let url = self.store.clone();
        let runtime = state.runtime_env();
        let reader = CachedParquetFileReaderFactory::new(
            runtime.object_store(&url)?,
            runtime.cache_manager.get_file_metadata_cache(),
        );
        let mut source = ParquetSource::new(self.schema.clone())
            .with_table_parquet_options(state.table_options().parquet.clone())
            .with_parquet_file_reader_factory(Arc::new(reader))
            .with_pushdown_filters(true)
            .with_reorder_filters(true)
            .with_enable_page_index(true);
        if let Some(predicate) = predicate {
            source = source.with_predicate(predicate);
        }
        let config = FileScanConfigBuilder::new(url, Arc::new(source))
            .with_file_groups(self.groups(&files, state.config().target_partitions()))
            .with_projection_indices(projection.cloned())?
            .with_limit(limit)
            .build();
        Ok(DataSourceExec::from_data_source(config))
    }
}

impl LakeTable {
    /// Spreads the files over partitions of about the same size.
    fn groups(&self, files: &[&FileEntry], partitions: usize) -> Vec<FileGroup> {
        let count = partitions.clamp(1, files.len().max(1));
        let mut groups: Vec<(u64, Vec<PartitionedFile>)> = vec![(0, Vec::new()); count];
        for file in files {
            let day = ScalarValue::Date32(file.day.map(days_since_epoch));
            let values = if self.is_by_day() { vec![day] } else { Vec::new() };
            let part =
                PartitionedFile::new(format!("{}/{}", self.name, file.path), file.size).with_partition_values(values);
            if let Some(least) = groups.iter_mut().min_by_key(|(size, _)| *size) {
                least.0 += file.size;
                least.1.push(part);
            }
        }
        groups.into_iter().map(|(_, files)| FileGroup::new(files)).collect()
    }

    fn is_by_day(&self) -> bool {
        !self.schema.table_partition_cols().is_empty()
    }

    fn bounds(
        &self,
        column: &Column,
        customer: fn(&(String, String)) -> &String,
        at: fn(&(i64, i64)) -> i64,
    ) -> Option<ArrayRef> {
        let name = column.name.as_str();
        let files = self.files.iter();
        if name == "customer" {
            let texts = files.map(|file| file.customers.as_ref().map(customer));
            return Some(Arc::new(StringArray::from_iter(texts)));
        }
        if name == self.instant {
            let instants = files.map(|file| file.instants.as_ref().map(at));
            return Some(Arc::new(TimestampMicrosecondArray::from_iter(instants).with_timezone("UTC")));
        }
        if self.is_by_day() && name == "day" {
            return Some(Arc::new(Date32Array::from_iter(files.map(|file| file.day.map(days_since_epoch)))));
        }
        None
    }
}

fn days_since_epoch(day: chrono::NaiveDate) -> i32 {
    i32::try_from(day.signed_duration_since(chrono::NaiveDate::default()).num_days()).unwrap_or(i32::MAX)
}

impl PruningStatistics for LakeTable {
    fn min_values(&self, column: &Column) -> Option<ArrayRef> {
        self.bounds(column, |both| &both.0, |both| both.0)
    }

    fn max_values(&self, column: &Column) -> Option<ArrayRef> {
        self.bounds(column, |both| &both.1, |both| both.1)
    }

    fn num_containers(&self) -> usize {
        self.files.len()
    }

    fn null_counts(&self, column: &Column) -> Option<ArrayRef> {
        // A file is of one day: either all of its rows have it, or none. Another table may have a column of that name.
        (self.is_by_day() && column.name == "day").then(|| {
            let nulls = self.files.iter().map(|file| if file.day.is_none() { file.rows } else { 0 });
            Arc::new(UInt64Array::from_iter_values(nulls)) as ArrayRef
        })
    }

    fn row_counts(&self) -> Option<ArrayRef> {
        Some(Arc::new(UInt64Array::from_iter_values(self.files.iter().map(|file| file.rows))))
    }

    fn contained(&self, _: &Column, _: &HashSet<ScalarValue>) -> Option<BooleanArray> {
        None
    }
}
