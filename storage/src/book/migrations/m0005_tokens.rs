//! Tokens of programs.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    string_len, string_len_uniq, text, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
};

use super::m0001_accounts::owner;

/// Makes `api_token`.
pub(super) struct Tokens;

impl MigrationName for Tokens {
    fn name(&self) -> &'static str {
        "m0005_tokens"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Tokens {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("api_token")
            .col(uuid("id").primary_key())
            .col(string_len("customer", 16))
            .col(text("name"))
            .col(string_len_uniq("token_hash", 64))
            .col(text("scopes"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone_null("last_used_at"))
            .col(timestamp_with_time_zone("ends_at"))
            .col(timestamp_with_time_zone_null("revoked_at"))
            .foreign_key(&mut owner("api_token"))
            .take();
        manager.create_table(table).await?;
        let index = Index::create().name("api_token_customer").table("api_token").col("customer").take();
        manager.create_index(index).await
    }
}
