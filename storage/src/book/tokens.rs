//! Tokens, with which programs come in: made and revoked by people, known by a hash, and each with an end.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, Set};
use uuid::Uuid;

use super::accounts::number_of;
use super::entities::api_token::{ActiveModel, Column, Entity, Model};
use super::{ApiToken, Book, Error, Result};
use crate::CustomerNumber;

/// No token lives longer: one that is forgotten somewhere ends by itself.
pub const LONGEST_TOKEN: TimeDelta = TimeDelta::days(366);
/// Letters of a token's name.
pub const TOKEN_NAME_LETTERS: usize = 64;
/// Use is written down at most this often, so that a question is not a write.
const USED_STEP: TimeDelta = TimeDelta::minutes(1);

/// What a token may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TokenScope {
    /// See all that the API shows.
    Read,
    /// Ask in SQL.
    Sql,
}

impl TokenScope {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Read, Self::Sql];

    /// The word in the book, the API and the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Sql => "sql",
        }
    }

    /// The scope of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.word() == word)
    }
}

/// A token that is to be made.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// What people call it: 1 to 64 letters.
    pub name: String,
    /// What it may do: one thing at least.
    pub scopes: Vec<TokenScope>,
    /// From when on it lets nobody in.
    pub ends_at: DateTime<Utc>,
}

/// What is known of a token; the secret is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenInfo {
    /// What it is called by in lists.
    pub id: Uuid,
    /// Whose data it sees.
    pub customer: CustomerNumber,
    /// What people call it.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<TokenScope>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was used last, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
    /// From when on it lets nobody in.
    pub ends_at: DateTime<Utc>,
    /// When it was revoked, if it was.
    pub revoked_at: Option<DateTime<Utc>>,
}

impl TokenInfo {
    fn read(row: Model) -> Result<Self> {
        let scope = |word: &str| {
            TokenScope::from_word(word).ok_or_else(|| Error::Damaged { what: format!("{word:?} as a token's scope") })
        };
        Ok(Self {
            id: row.id,
            customer: number_of(&row.customer)?,
            name: row.name,
            scopes: row.scopes.split_whitespace().map(scope).collect::<Result<_>>()?,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
            ends_at: row.ends_at,
            revoked_at: row.revoked_at,
        })
    }

    /// Whether it lets anybody in.
    pub fn is_good(&self, now: DateTime<Utc>) -> bool {
        self.revoked_at.is_none() && now < self.ends_at
    }
}

impl Book {
    /// Makes a token for a customer's programs. Its secret is told here and never again.
    ///
    /// # Errors
    /// When it has no name or too long a one, may do nothing, ends in the past or after more than a year, the customer is not
    /// in the book, or the database fails.
    pub async fn make_token(
        &self,
        customer: &CustomerNumber,
        new: NewToken,
        now: DateTime<Utc>,
    ) -> Result<(ApiToken, TokenInfo)> {
        let name = new.name.trim().to_owned();
        let mut scopes = new.scopes;
        scopes.sort_unstable();
        scopes.dedup();
        let fits = (1..=TOKEN_NAME_LETTERS).contains(&name.chars().count()) && !name.contains(char::is_control);
        if !fits || scopes.is_empty() || new.ends_at <= now || new.ends_at > now + LONGEST_TOKEN {
            return Err(Error::InvalidToken);
        }
        self.require(customer).await?;
        let token = ApiToken::generate();
        let info = TokenInfo {
            id: Uuid::now_v7(),
            customer: customer.clone(),
            name,
            scopes,
            created_at: now,
            last_used_at: None,
            ends_at: new.ends_at,
            revoked_at: None,
        };
        let row = ActiveModel {
            id: Set(info.id),
            customer: Set(customer.to_string()),
            name: Set(info.name.clone()),
            token_hash: Set(token.hash()),
            scopes: Set(info.scopes.iter().map(|scope| scope.word()).collect::<Vec<_>>().join(" ")),
            created_at: Set(now),
            last_used_at: Set(None),
            ends_at: Set(info.ends_at),
            revoked_at: Set(None),
        };
        Entity::insert(row).exec_without_returning(&self.database).await?;
        Ok((token, info))
    }

    /// A customer's tokens, the newest first; those that ended or were revoked too.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tokens(&self, customer: &CustomerNumber) -> Result<Vec<TokenInfo>> {
        let own = Entity::find().filter(Column::Customer.eq(customer.as_str())).order_by_desc(Column::Id);
        own.all(&self.database).await?.into_iter().map(TokenInfo::read).collect()
    }

    /// Revokes a token of a customer's; false where it has none of this id. One that is revoked already stays so.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revoke_token(&self, customer: &CustomerNumber, id: Uuid, now: DateTime<Utc>) -> Result<bool> {
        let own = Condition::all().add(Column::Customer.eq(customer.as_str())).add(Column::Id.eq(id));
        if Entity::find().filter(own.clone()).one(&self.database).await?.is_none() {
            return Ok(false);
        }
        let still_good = own.add(Column::RevokedAt.is_null());
        Entity::update_many().col_expr(Column::RevokedAt, now.into()).filter(still_good).exec(&self.database).await?;
        Ok(true)
    }

    /// Whose token this is, if it lets anybody in; its use is noted.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn token(&self, token: &ApiToken, now: DateTime<Utc>) -> Result<Option<TokenInfo>> {
        let found = Entity::find().filter(Column::TokenHash.eq(token.hash())).one(&self.database).await?;
        let Some(info) = found.map(TokenInfo::read).transpose()?.filter(|info| info.is_good(now)) else {
            return Ok(None);
        };
        if info.last_used_at.is_none_or(|used| now - used >= USED_STEP) {
            let own = Column::Id.eq(info.id);
            Entity::update_many().col_expr(Column::LastUsedAt, now.into()).filter(own).exec(&self.database).await?;
        }
        Ok(Some(info))
    }
}
