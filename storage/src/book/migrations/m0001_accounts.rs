//! Customers, and what they own.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{integer, string_len, text, timestamp_with_time_zone};

/// Makes `customer`, `queue` and `line`.
pub(super) struct Accounts;

impl MigrationName for Accounts {
    fn name(&self) -> &'static str {
        "m0001_accounts"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Accounts {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(customer()).await?;
        manager.create_table(queue()).await?;
        manager.create_table(line()).await
    }
}

fn customer() -> TableCreateStatement {
    Table::create()
        .table("customer")
        .col(string_len("number", 16).primary_key())
        .col(text("name"))
        .col(text("zone"))
        .col(text("language"))
        .col(timestamp_with_time_zone("created_at"))
        .take()
}

fn queue() -> TableCreateStatement {
    Table::create()
        .table("queue")
        .col(string_len("customer", 16))
        .col(string_len("id", 64))
        .col(text("name"))
        .col(integer("service_level_seconds"))
        .col(integer("short_abandon_seconds"))
        .primary_key(Index::create().col("customer").col("id"))
        .foreign_key(&mut owner("queue"))
        .take()
}

fn line() -> TableCreateStatement {
    Table::create()
        .table("line")
        .col(string_len("customer", 16))
        .col(string_len("number", 64))
        .col(text("kind"))
        .col(text("name"))
        .primary_key(Index::create().col("customer").col("number"))
        .foreign_key(&mut owner("line"))
        .take()
}

/// What belongs to a customer goes with it.
pub(super) fn owner(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("{table}_customer"))
        .from(table, "customer")
        .to("customer", "number")
        .on_delete(ForeignKeyAction::Cascade)
        .take()
}
