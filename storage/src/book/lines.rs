//! The numbers that a customer owns.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};

use super::accounts::number_of;
use super::entities::line::{Column, Entity, Model};
use super::{Book, Error, Result};
use crate::CustomerNumber;

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LineKind {
    /// A number of the solution: a main number, a queue, a desk.
    Local,
    /// A mobile.
    Mobile,
}

impl LineKind {
    /// The word of the event contract.
    pub fn word(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Mobile => "mobile",
        }
    }

    /// Reads the word of the event contract.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "local" => Some(Self::Local),
            "mobile" => Some(Self::Mobile),
            _ => None,
        }
    }
}

/// A number of a customer's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Whose it is.
    pub customer: CustomerNumber,
    /// The number, as the events bear it.
    pub number: String,
    /// What it is.
    pub kind: LineKind,
    /// What people call it.
    pub name: String,
}

impl Book {
    /// The lines of a customer, by number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lines(&self, customer: &CustomerNumber) -> Result<Vec<Line>> {
        let rows = Entity::find()
            .filter(Column::Customer.eq(customer.as_str()))
            .order_by_asc(Column::Number)
            .all(&self.database)
            .await?;
        rows.into_iter().map(Line::try_from).collect()
    }

    /// Adds a line, or changes its kind and name.
    ///
    /// # Errors
    /// When its customer is not in the book, or the database fails.
    pub async fn upsert_line(&self, line: &Line) -> Result<()> {
        self.require(&line.customer).await?;
        let on_conflict = OnConflict::columns([Column::Customer, Column::Number])
            .update_columns([Column::Kind, Column::Name])
            .to_owned();
        let row = Model::from(line).into_active_model().reset_all();
        Entity::insert(row).on_conflict(on_conflict).exec_without_returning(&self.database).await?;
        Ok(())
    }
}

impl From<&Line> for Model {
    fn from(line: &Line) -> Self {
        Self {
            customer: line.customer.to_string(),
            number: line.number.clone(),
            kind: line.kind.word().to_owned(),
            name: line.name.clone(),
        }
    }
}

impl TryFrom<Model> for Line {
    type Error = Error;

    fn try_from(row: Model) -> Result<Self> {
        let kind = LineKind::from_word(&row.kind)
            .ok_or_else(|| Error::Damaged { what: format!("{:?} as the kind of a line", row.kind) })?;
        Ok(Self { customer: number_of(&row.customer)?, number: row.number, kind, name: row.name })
    }
}
