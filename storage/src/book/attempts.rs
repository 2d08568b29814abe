//! The record of who tried to log in.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set};
use uuid::Uuid;

use super::Result;
use super::entities::login_attempt::{ActiveModel, Column, Entity};
use crate::CustomerNumber;

/// How long an attempt is remembered: long enough to look into an abuse, and then no longer.
const KEPT: TimeDelta = TimeDelta::days(90);

/// How an attempt ended. The person who tried learns only whether it was a success.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Success,
    Failure,
    Locked,
    Unknown,
}

impl Outcome {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Locked => "locked",
            Self::Unknown => "unknown",
        }
    }
}

/// Writes an attempt down, and forgets those that are too old.
pub(super) async fn record(
    database: &impl ConnectionTrait,
    customer: &CustomerNumber,
    at: DateTime<Utc>,
    outcome: Outcome,
) -> Result<Uuid> {
    Entity::delete_many().filter(Column::At.lt(at - KEPT)).exec(database).await?;
    let id = Uuid::now_v7();
    let row = ActiveModel {
        id: Set(id),
        customer: Set(customer.to_string()),
        at: Set(at),
        outcome: Set(outcome.word().to_owned()),
    };
    Entity::insert(row).exec_without_returning(database).await?;
    Ok(id)
}

/// Notes that an attempt was a success after all.
pub(super) async fn succeeded(database: &impl ConnectionTrait, id: Uuid) -> Result<()> {
    let row = ActiveModel { id: Set(id), outcome: Set(Outcome::Success.word().to_owned()), ..Default::default() };
    Entity::update(row).exec(database).await?;
    Ok(())
}
