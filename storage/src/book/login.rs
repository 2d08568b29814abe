//! Setting a PIN, and logging in with it.
//!
//! **Every refusal looks the same and takes as long**: whether the customer exists, whether it is locked, and whether
//! the PIN was near cannot be told from outside.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, Set,
};
use uuid::Uuid;

use super::accounts::number_of;
use super::attempts::Outcome;
use super::entities::login::{ActiveModel, Column, Entity, Model};
use super::sessions::{self, Role};
use super::{Book, Error, Result, SessionToken, attempts, pin};
use crate::CustomerNumber;

/// The login that a customer has from the start.
const ADMINISTRATOR: &str = "administrator";

/// Failures in a row after which a login is locked.
const FAILURES_ALLOWED: i32 = 5;

/// The first lock's length; each further failure doubles it.
const FIRST_LOCK: TimeDelta = TimeDelta::minutes(1);

/// The longest lock. Twenty-four guesses a day do not find a PIN in a year's time that is longer than four digits, and
/// whoever locks others out on purpose keeps them out for an hour at most.
const LONGEST_LOCK: TimeDelta = TimeDelta::hours(1);

/// Why a login did not succeed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoginError {
    /// Unknown customer, wrong PIN or locked: the same for all of them.
    #[error("the customer number or the PIN is wrong, or there were too many attempts; try again in a while")]
    Refused,
    /// The book could not be asked.
    #[error(transparent)]
    Book(#[from] Error),
}

/// An attempt that has been written down, before the PIN has been looked at.
struct Attempt {
    id: Uuid,
    /// The login that it may be made at; none when there is no such login, or it is locked.
    login: Option<Model>,
    /// How it ends, unless the PIN fits.
    outcome: Outcome,
}

impl Book {
    /// Gives a customer's administrator a new PIN, lifts a lock, and ends the customer's sessions.
    ///
    /// # Errors
    /// When the PIN is not 4 to 16 digits, the customer is not in the book, or the database fails.
    pub async fn set_pin(&self, customer: &CustomerNumber, pin: &str) -> Result<()> {
        pin::check(pin)?;
        self.require(customer).await?;
        let row = ActiveModel {
            customer: Set(customer.to_string()),
            user_name: Set(ADMINISTRATOR.to_owned()),
            role: Set(Role::Administrator.word().to_owned()),
            pin_hash: Set(pin::hash(&self.hashing, pin).await?),
            failures: Set(0),
            locked_until: Set(None),
        };
        let changed = [Column::PinHash, Column::Failures, Column::LockedUntil];
        let on_conflict = OnConflict::columns([Column::Customer, Column::UserName]).update_columns(changed).to_owned();
        let transaction = self.begin().await?;
        Entity::insert(row).on_conflict(on_conflict).exec_without_returning(&transaction).await?;
        sessions::end_all(&transaction, customer).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Logs a customer's administrator in, and begins a session.
    ///
    /// # Errors
    /// [`LoginError::Refused`] for every reason that lies with the one who tries.
    pub async fn login(
        &self,
        customer: &CustomerNumber,
        pin: &str,
        now: DateTime<Utc>,
    ) -> Result<SessionToken, LoginError> {
        let attempt = self.knock(customer, now).await?;
        let hash = attempt.login.as_ref().map(|login| login.pin_hash.clone());
        let fits = pin::fits(&self.hashing, pin, hash).await?;
        match attempt.login {
            Some(login) if fits => self.admit(attempt.id, login, now).await,
            _ => {
                tracing::warn!(%customer, outcome = attempt.outcome.word(), "login refused");
                Err(LoginError::Refused)
            }
        }
    }

    /// Asks the book whether an attempt may be made, and counts it as failed until it has succeeded: so a hundred
    /// attempts at the same instant are a hundred attempts. Whatever the answer, it is one commit.
    async fn knock(&self, customer: &CustomerNumber, now: DateTime<Utc>) -> Result<Attempt> {
        let transaction = self.begin().await?;
        let key = (customer.to_string(), ADMINISTRATOR.to_owned());
        let known = Entity::find_by_id(key).one(&transaction).await?;
        let (login, outcome) = match known {
            None => (None, Outcome::Unknown),
            Some(login) if login.locked_until.is_some_and(|until| now < until) => (None, Outcome::Locked),
            Some(login) => {
                count_failure(&transaction, &login, now).await?;
                (Some(login), Outcome::Failure)
            }
        };
        let id = attempts::record(&transaction, customer, now, outcome).await?;
        transaction.commit().await?;
        Ok(Attempt { id, login, outcome })
    }

    /// Begins the session of a login whose PIN fitted, and lifts what [`Book::knock`] put on it.
    async fn admit(&self, attempt: Uuid, login: Model, now: DateTime<Utc>) -> Result<SessionToken, LoginError> {
        let transaction = self.begin().await?;
        // A PIN that was changed while the old one was being checked lets nobody in.
        let still = Condition::all()
            .add(Column::Customer.eq(&login.customer))
            .add(Column::UserName.eq(&login.user_name))
            .add(Column::PinHash.eq(&login.pin_hash));
        let cleared = ActiveModel { failures: Set(0), locked_until: Set(None), ..Default::default() };
        let updated = Entity::update_many().set(cleared).filter(still).exec(&transaction).await;
        if updated.map_err(Error::from)?.rows_affected == 0 {
            return Err(LoginError::Refused);
        }
        attempts::succeeded(&transaction, attempt).await?;
        let customer = number_of(&login.customer)?;
        let role = Role::from_word(&login.role)?;
        let token = sessions::start(&transaction, &customer, role, now).await?;
        transaction.commit().await.map_err(Error::from)?;
        Ok(token)
    }
}

async fn count_failure(database: &impl ConnectionTrait, login: &Model, now: DateTime<Utc>) -> Result<()> {
    let failures = login.failures.saturating_add(1);
    let mut counted = login.clone().into_active_model();
    counted.failures = Set(failures);
    counted.locked_until = Set(lock_after(failures).map(|length| now + length));
    counted.update(database).await?;
    Ok(())
}

/// How long a login is locked after so many failures in a row.
fn lock_after(failures: i32) -> Option<TimeDelta> {
    let beyond = u32::try_from(failures.checked_sub(FAILURES_ALLOWED)?).ok()?;
    let doubled = FIRST_LOCK.checked_mul(2_i32.saturating_pow(beyond));
    Some(doubled.unwrap_or(LONGEST_LOCK).min(LONGEST_LOCK))
}
