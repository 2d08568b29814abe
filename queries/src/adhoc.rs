//! A user's own statement: one `SELECT` over the views, within limits.

use std::time::Duration;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::error::DataFusionError;
use datafusion::execution::context::SQLOptions;
use datafusion::sql::parser::{DFParser, Statement};
use datafusion::sql::sqlparser::ast;
use futures::StreamExt;

use crate::{Error, Result, Session};

impl Session {
    /// Runs a user's query: one `SELECT`, over the views, within the limits of time and rows.
    ///
    /// # Errors
    /// [`Error::Query`] with what to correct.
    pub async fn adhoc(&self, sql: &str) -> Result<(SchemaRef, Vec<RecordBatch>)> {
        allow(sql)?;
        let options = SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
        let frame = self.context.sql_with_options(sql, options).await.map_err(refuse)?;
        let schema = SchemaRef::new(frame.schema().as_arrow().clone());
        let gather = async {
            let mut stream = frame.execute_stream().await.map_err(refuse)?;
            let (mut batches, mut rows) = (Vec::new(), 0);
            while let Some(batch) = stream.next().await {
                let batch = batch.map_err(refuse)?;
                rows += batch.num_rows();
                if rows > self.options.query_rows {
                    return Err(too_many(self.options.query_rows));
                }
                batches.push(batch);
            }
            Ok(batches)
        };
        let limit = self.options.query_timeout;
        let batches = tokio::time::timeout(limit, gather).await.map_err(|_| too_long(limit))??;
        Ok((schema, batches))
    }
}

/// Refuses all but one query, or the plan of one.
fn allow(sql: &str) -> Result<()> {
    let statements = DFParser::parse_sql(sql).map_err(refuse)?;
    let only = match (statements.front(), statements.len()) {
        (Some(only), 1) => only,
        (_, count) => return Err(Error::Query(format!("one SELECT is allowed, and there are {count} statements"))),
    };
    let is_query = |statement: &ast::Statement| matches!(statement, ast::Statement::Query(_));
    let allowed = match only {
        Statement::Statement(statement) => is_query(statement),
        Statement::Explain(explain) => {
            matches!(explain.statement.as_ref(), Statement::Statement(inner) if is_query(inner))
        }
        _ => false,
    };
    if allowed { Ok(()) } else { Err(Error::Query("only a SELECT is allowed; nothing can be changed here".to_owned())) }
}

/// The cause in the engine's words, without what led to it.
fn refuse(error: DataFusionError) -> Error {
    let text = match error.find_root() {
        DataFusionError::SQL(cause, _) => cause.to_string(),
        cause => cause.message().into_owned(),
    };
    Error::Query(text.lines().next().unwrap_or("the query failed").to_owned())
}

fn too_long(limit: Duration) -> Error {
    let seconds = limit.as_secs();
    Error::Query(format!("the query took longer than {seconds} s; ask for a shorter period or fewer columns"))
}

fn too_many(rows: usize) -> Error {
    Error::Query(format!("the query gives more than {rows} rows; add a LIMIT or group the rows"))
}
