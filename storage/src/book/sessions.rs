//! Sessions of the portal: kept in the book, so that one can be ended, and known by a hash.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, Set};

use super::accounts::number_of;
use super::entities::session::{ActiveModel, Column, Entity};
use super::{Book, Error, Result, SessionToken};
use crate::CustomerNumber;

/// A session that nobody uses for so long is over.
const IDLE_END: TimeDelta = TimeDelta::minutes(30);

/// A session is over after so long, however much it is used: a working day and a bit.
const ABSOLUTE_END: TimeDelta = TimeDelta::hours(12);

/// Use is written down at most this often, so that reading a page is not a write.
const SEEN_STEP: TimeDelta = TimeDelta::minutes(1);

/// What a login may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Sees and changes everything of its customer's.
    Administrator,
    /// Sees what an administrator let it see.
    User,
}

impl Role {
    /// The role's word in the book and the API.
    pub fn word(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::User => "user",
        }
    }

    pub(super) fn from_word(word: &str) -> Result<Self> {
        match word {
            "administrator" => Ok(Self::Administrator),
            "user" => Ok(Self::User),
            other => Err(Error::Damaged { what: format!("{other:?} as a role") }),
        }
    }
}

/// Who a session is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionInfo {
    /// Whose data it sees.
    pub customer: CustomerNumber,
    /// What it may do.
    pub role: Role,
}

impl Book {
    /// Who a token is, if its session is not over; its use is noted.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn session(&self, token: &SessionToken, now: DateTime<Utc>) -> Result<Option<SessionInfo>> {
        let Some(row) = Entity::find_by_id(token.hash()).one(&self.database).await? else {
            return Ok(None);
        };
        let idle = now - row.last_seen_at;
        if now >= row.ends_at || idle >= IDLE_END {
            Entity::delete_by_id(row.token_hash).exec(&self.database).await?;
            return Ok(None);
        }
        let info = SessionInfo { customer: number_of(&row.customer)?, role: Role::from_word(&row.role)? };
        if idle >= SEEN_STEP {
            Entity::update_many()
                .col_expr(Column::LastSeenAt, now.into())
                .filter(Column::TokenHash.eq(row.token_hash))
                .exec(&self.database)
                .await?;
        }
        Ok(Some(info))
    }

    /// Ends a session. One that is over already stays so.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn logout(&self, token: &SessionToken) -> Result<()> {
        Entity::delete_by_id(token.hash()).exec(&self.database).await?;
        Ok(())
    }
}

/// Begins a session, and clears away those that are over.
pub(super) async fn start(
    database: &impl ConnectionTrait,
    customer: &CustomerNumber,
    role: Role,
    now: DateTime<Utc>,
) -> Result<SessionToken> {
    let over = Condition::any().add(Column::EndsAt.lte(now)).add(Column::LastSeenAt.lte(now - IDLE_END));
    Entity::delete_many().filter(over).exec(database).await?;
    let token = SessionToken::generate();
    let row = ActiveModel {
        token_hash: Set(token.hash()),
        customer: Set(customer.to_string()),
        role: Set(role.word().to_owned()),
        created_at: Set(now),
        last_seen_at: Set(now),
        ends_at: Set(now + ABSOLUTE_END),
    };
    Entity::insert(row).exec_without_returning(database).await?;
    Ok(token)
}

/// Ends every session of a customer.
pub(super) async fn end_all(database: &impl ConnectionTrait, customer: &CustomerNumber) -> Result<()> {
    Entity::delete_many().filter(Column::Customer.eq(customer.as_str())).exec(database).await?;
    Ok(())
}
