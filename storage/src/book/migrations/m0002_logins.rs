//! Who may log in, who tried, and who is in.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    integer, string_len, text, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
};

use super::m0001_accounts::owner;

/// Makes `login`, `login_attempt` and `session`.
pub(super) struct Logins;

impl MigrationName for Logins {
    fn name(&self) -> &'static str {
        "m0002_logins"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Logins {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(login()).await?;
        manager.create_table(login_attempt()).await?;
        manager.create_table(session()).await?;
        for (table, column) in [("login_attempt", "at"), ("session", "customer")] {
            manager.create_index(index(table, column)).await?;
        }
        Ok(())
    }
}

fn login() -> TableCreateStatement {
    Table::create()
        .table("login")
        .col(string_len("customer", 16))
        .col(string_len("user_name", 64))
        .col(text("role"))
        .col(text("pin_hash"))
        .col(integer("failures"))
        .col(timestamp_with_time_zone_null("locked_until"))
        .primary_key(Index::create().col("customer").col("user_name"))
        .foreign_key(&mut owner("login"))
        .take()
}

/// Without a foreign key: an attempt at a number that is no customer's is worth knowing too.
fn login_attempt() -> TableCreateStatement {
    Table::create()
        .table("login_attempt")
        .col(uuid("id").primary_key())
        .col(string_len("customer", 16))
        .col(timestamp_with_time_zone("at"))
        .col(text("outcome"))
        .take()
}

fn session() -> TableCreateStatement {
    Table::create()
        .table("session")
        .col(string_len("token_hash", 64).primary_key())
        .col(string_len("customer", 16))
        .col(text("role"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("last_seen_at"))
        .col(timestamp_with_time_zone("ends_at"))
        .foreign_key(&mut owner("session"))
        .take()
}

fn index(table: &'static str, column: &'static str) -> IndexCreateStatement {
    Index::create().name(format!("{table}_{column}")).table(table).col(column).take()
}
