//! Who listened to which recording.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{string_len, text, timestamp_with_time_zone, uuid};

use super::m0001_accounts::owner;

/// Makes `listen`.
pub(super) struct Listens;

impl MigrationName for Listens {
    fn name(&self) -> &'static str {
        "m0004_listens"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Listens {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("listen")
            .col(uuid("id").primary_key())
            .col(string_len("customer", 16))
            .col(string_len("recording", 64))
            .col(timestamp_with_time_zone("at"))
            .col(text("role"))
            .col(text("what"))
            .foreign_key(&mut owner("listen"))
            .take();
        manager.create_table(table).await?;
        let index = Index::create().name("listen_recording").table("listen").col("customer").col("recording").take();
        manager.create_index(index).await
    }
}
