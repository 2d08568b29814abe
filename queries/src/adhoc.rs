//! A user's own statement: one `SELECT` over the views, within limits.

use std::sync::Arc;
use std::time::Duration;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::error::DataFusionError;
use datafusion::execution::context::SQLOptions;
use datafusion::physical_plan::coop::CooperativeExec;
use datafusion::physical_plan::{ExecutionPlan, execute_stream};
use datafusion::prelude::DataFrame;
use datafusion::sql::parser::{DFParser, Statement};
use datafusion::sql::sqlparser::ast;
use futures::StreamExt;

use crate::session::VIEWS;
use crate::{Error, Result, Scope, Session};

impl Session {
    /// Runs a user's query: one `SELECT`, over the views, within the limits of time and rows.
    ///
    /// # Errors
    /// [`Error::Query`] with what to correct.
    pub async fn adhoc(&self, sql: &str) -> Result<(SchemaRef, Vec<RecordBatch>)> {
        allow(sql, self.scope())?;
        let options = SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
        let frame = self.context.sql_with_options(sql, options).await.map_err(refuse)?;
        let schema = SchemaRef::new(frame.schema().as_arrow().clone());
        let limit = self.options.query_timeout;
        let batches = tokio::time::timeout(limit, self.gather(frame)).await.map_err(|_| too_long(limit))??;
        Ok((schema, batches))
    }

    async fn gather(&self, frame: DataFrame) -> Result<Vec<RecordBatch>> {
        let context = Arc::new(frame.task_ctx());
        let plan = yielding(frame.create_physical_plan().await.map_err(refuse)?).map_err(refuse)?;
        let mut stream = execute_stream(plan, context).map_err(refuse)?;
        let (mut batches, mut rows, mut bytes) = (Vec::new(), 0, 0);
        while let Some(batch) = stream.next().await {
            let batch = batch.map_err(refuse)?;
            rows += batch.num_rows();
            bytes += batch.get_array_memory_size();
            if rows > self.options.query_rows {
                return Err(too_many(self.options.query_rows));
            }
            if bytes > self.options.memory_bytes {
                return Err(too_large(self.options.memory_bytes));
            }
            batches.push(batch);
        }
        Ok(batches)
    }
}

/// The same plan, giving way to others where much comes of little: a join of few rows can otherwise go on for hours
/// without looking at the time.
fn yielding(plan: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>, DataFusionError> {
    let yielding = plan.transform_up(|node| {
        if node.children().len() < 2 {
            return Ok(Transformed::no(node));
        }
        Ok(Transformed::yes(Arc::new(CooperativeExec::new(node)) as Arc<dyn ExecutionPlan>))
    })?;
    Ok(yielding.data)
}

/// Refuses all but one query, or the plan of one: that tells of files that hold other customers too, so it is the
/// operator's.
fn allow(sql: &str, scope: &Scope) -> Result<()> {
    let statements = DFParser::parse_sql(sql).map_err(refuse)?;
    let only = match (statements.front(), statements.len()) {
        (Some(only), 1) => only,
        (_, count) => return Err(Error::Query(format!("one SELECT is allowed, and there are {count} statements"))),
    };
    let is_query = |statement: &ast::Statement| matches!(statement, ast::Statement::Query(_));
    let allowed = match only {
        Statement::Statement(statement) => is_query(statement),
        Statement::Explain(explain) => {
            let of_query = matches!(explain.statement.as_ref(), Statement::Statement(inner) if is_query(inner));
            of_query && *scope == Scope::Operator
        }
        _ => false,
    };
    if allowed {
        return Ok(());
    }
    Err(Error::Query(format!("only a SELECT is allowed, over {}; nothing can be changed here", view_names())))
}

/// The cause in the engine's words, without what led to it.
fn refuse(error: DataFusionError) -> Error {
    let text = match error.find_root() {
        DataFusionError::SQL(cause, _) => cause.to_string(),
        cause => cause.message().into_owned(),
    };
    // The engine names a view by where it keeps it, which is nothing to the user.
    let unknown = text.strip_prefix("table 'datafusion.public.").and_then(|rest| rest.split_once('\''));
    if let Some((name, _)) = unknown {
        return Error::Query(format!("there is no view {name}; there are {}", view_names()));
    }
    Error::Query(text.lines().next().unwrap_or("the query failed").to_owned())
}

fn too_long(limit: Duration) -> Error {
    let seconds = limit.as_secs();
    Error::Query(format!("the query took longer than {seconds} s; ask for a shorter period or fewer columns"))
}

fn too_large(bytes: usize) -> Error {
    let mib = bytes >> 20;
    Error::Query(format!("the query gives more than {mib} MiB; add a LIMIT, group the rows or ask for fewer columns"))
}

fn view_names() -> String {
    VIEWS.map(|view| view.name).join(", ")
}

fn too_many(rows: usize) -> Error {
    Error::Query(format!("the query gives more than {rows} rows; add a LIMIT or group the rows"))
}
