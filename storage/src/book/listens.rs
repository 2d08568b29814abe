//! The record of who listened to recordings.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};
use uuid::Uuid;

use super::entities::listen::{ActiveModel, Column, Entity};
use super::{Book, Error, Result, Role};
use crate::CustomerNumber;

/// What was done with a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListenKind {
    /// It was played from its beginning.
    Listened,
    /// It was taken as a file.
    Downloaded,
}

impl ListenKind {
    /// Its word in the book and the API.
    pub fn word(self) -> &'static str {
        match self {
            Self::Listened => "listened",
            Self::Downloaded => "downloaded",
        }
    }

    fn from_word(word: &str) -> Result<Self> {
        match word {
            "listened" => Ok(Self::Listened),
            "downloaded" => Ok(Self::Downloaded),
            other => Err(Error::Damaged { what: format!("{other:?} as what was done with a recording") }),
        }
    }
}

/// Somebody listened to a recording, or took it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listen {
    /// Which one.
    pub recording: String,
    /// When.
    pub at: DateTime<Utc>,
    /// What the one may do who did.
    pub role: Role,
    /// What was done.
    pub kind: ListenKind,
}

impl Book {
    /// Writes down that a customer's recording was listened to.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_listen(&self, customer: &CustomerNumber, listen: Listen) -> Result<()> {
        let row = ActiveModel {
            id: Set(Uuid::now_v7()),
            customer: Set(customer.to_string()),
            recording: Set(listen.recording),
            at: Set(listen.at),
            role: Set(listen.role.word().to_owned()),
            what: Set(listen.kind.word().to_owned()),
        };
        Entity::insert(row).exec_without_returning(&self.database).await?;
        Ok(())
    }

    /// Who listened to any of a customer's recordings, the latest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn listens(&self, customer: &CustomerNumber, recordings: &[String]) -> Result<Vec<Listen>> {
        let rows = Entity::find()
            .filter(Column::Customer.eq(customer.as_str()))
            .filter(Column::Recording.is_in(recordings))
            .order_by_desc(Column::Id)
            .all(&self.database)
            .await?;
        let listen = |row: super::entities::listen::Model| {
            Ok(Listen {
                recording: row.recording,
                at: row.at,
                role: Role::from_word(&row.role)?,
                kind: ListenKind::from_word(&row.what)?,
            })
        };
        rows.into_iter().map(listen).collect()
    }
}
