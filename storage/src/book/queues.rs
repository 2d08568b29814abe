//! The queues of a customer, and their settings.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

use super::accounts::number_of;
use super::entities::queue::{Column, Entity, Model};
use super::{Book, Error, Result, damaged};
use crate::CustomerNumber;
use crate::money::Times;

/// A queue, as the book knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queue {
    /// Whose it is.
    pub customer: CustomerNumber,
    /// Its id, as the events bear it.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// A visit answered within this is in time.
    pub service_level_seconds: u32,
    /// A visit abandoned sooner than this is short; 0 turns it off.
    pub short_abandon_seconds: u32,
    /// When it is open; none means always.
    pub opening_hours: Vec<Times>,
}

impl Queue {
    /// Answered within 20 seconds is in time, unless the customer says otherwise.
    pub const SERVICE_LEVEL_SECONDS: u32 = 20;
    /// Abandoned before 5 seconds is short, unless the customer says otherwise.
    pub const SHORT_ABANDON_SECONDS: u32 = 5;

    /// A queue with the default settings, called by its id.
    pub fn new(customer: CustomerNumber, id: impl Into<String>) -> Self {
        let id = id.into();
        Self {
            customer,
            name: id.clone(),
            id,
            service_level_seconds: Self::SERVICE_LEVEL_SECONDS,
            short_abandon_seconds: Self::SHORT_ABANDON_SECONDS,
            opening_hours: Vec::new(),
        }
    }
}

/// What the statistics need to know of a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueSettings {
    /// Whose it is.
    pub customer: CustomerNumber,
    /// Its id.
    pub queue: String,
    /// A visit answered within this is in time.
    pub service_level_ms: i64,
    /// A visit abandoned sooner than this is short.
    pub short_abandon_ms: i64,
}

impl Book {
    /// The queues of a customer, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn queues(&self, customer: &CustomerNumber) -> Result<Vec<Queue>> {
        let rows = Entity::find()
            .filter(Column::Customer.eq(customer.as_str()))
            .order_by_asc(Column::Name)
            .order_by_asc(Column::Id)
            .all(&self.database)
            .await?;
        rows.into_iter().map(Queue::try_from).collect()
    }

    /// Adds a queue, or changes its name and settings.
    ///
    /// # Errors
    /// When its customer is not in the book, or the database fails.
    pub async fn upsert_queue(&self, queue: &Queue) -> Result<()> {
        self.require(&queue.customer).await?;
        let changed = [Column::Name, Column::ServiceLevelSeconds, Column::ShortAbandonSeconds, Column::OpeningHours];
        let on_conflict = OnConflict::columns([Column::Customer, Column::Id]).update_columns(changed).to_owned();
        let row = Model::from(queue).into_active_model().reset_all();
        Entity::insert(row).on_conflict(on_conflict).exec_without_returning(&self.database).await?;
        Ok(())
    }

    /// The settings of every queue of every customer, for the statistics.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn queue_settings(&self) -> Result<Vec<QueueSettings>> {
        let rows = Entity::find().order_by_asc(Column::Customer).order_by_asc(Column::Id).all(&self.database).await?;
        let queues = rows.into_iter().map(Queue::try_from);
        queues.map(|queue| queue.map(QueueSettings::from)).collect()
    }
}

impl From<Queue> for QueueSettings {
    fn from(queue: Queue) -> Self {
        Self {
            customer: queue.customer,
            queue: queue.id,
            service_level_ms: i64::from(queue.service_level_seconds) * 1_000,
            short_abandon_ms: i64::from(queue.short_abandon_seconds) * 1_000,
        }
    }
}

impl From<&Queue> for Model {
    fn from(queue: &Queue) -> Self {
        // Both databases count in signed numbers; a longer time than 68 years means "never" all the same.
        let signed = |seconds: u32| i32::try_from(seconds).unwrap_or(i32::MAX);
        Self {
            customer: queue.customer.to_string(),
            id: queue.id.clone(),
            name: queue.name.clone(),
            service_level_seconds: signed(queue.service_level_seconds),
            short_abandon_seconds: signed(queue.short_abandon_seconds),
            opening_hours: queue.opening_hours.iter().map(Times::to_string).collect::<Vec<_>>().join("\n"),
        }
    }
}

impl TryFrom<Model> for Queue {
    type Error = Error;

    fn try_from(row: Model) -> Result<Self> {
        let unsigned = |seconds: i32| {
            u32::try_from(seconds)
                .map_err(|_| Error::Damaged { what: format!("{seconds} seconds as a setting of a queue") })
        };
        Ok(Self {
            customer: number_of(&row.customer)?,
            service_level_seconds: unsigned(row.service_level_seconds)?,
            short_abandon_seconds: unsigned(row.short_abandon_seconds)?,
            opening_hours: row.opening_hours.lines().map(read_times).collect::<Result<_>>()?,
            id: row.id,
            name: row.name,
        })
    }
}

fn read_times(text: &str) -> Result<Times> {
    text.parse().map_err(|error| damaged(&error))
}
