//! What is paid for, by whom, and at what price.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{date, integer, string_len, string_len_null, text};

use super::m0001_accounts::owner;

/// Makes `employee`, `mobile`, `sim`, `tariff`, `plan`, `customer_tariff` and `subscription`; tells currency and VAT of a
/// customer and the opening hours of a queue.
pub(super) struct Money;

impl MigrationName for Money {
    fn name(&self) -> &'static str {
        "m0003_money"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Money {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column at a time.
        manager.alter_table(with("customer", text("currency").default("DKK"))).await?;
        manager.alter_table(with("customer", integer("vat_hundredths").default(2_500))).await?;
        manager.alter_table(with("queue", text("opening_hours").default(""))).await?;
        for table in [employee(), mobile(), sim(), tariff(), plan(), customer_tariff(), subscription()] {
            manager.create_table(table).await?;
        }
        Ok(())
    }
}

fn with(table: &'static str, column: &mut ColumnDef) -> TableAlterStatement {
    Table::alter().table(table).add_column(column).take()
}

fn employee() -> TableCreateStatement {
    Table::create()
        .table("employee")
        .col(string_len("customer", 16))
        .col(string_len("id", 64))
        .col(text("name"))
        .col(text("title"))
        .col(text("email"))
        .primary_key(Index::create().col("customer").col("id"))
        .foreign_key(&mut owner("employee"))
        .take()
}

fn mobile() -> TableCreateStatement {
    Table::create()
        .table("mobile")
        .col(string_len("customer", 16))
        .col(string_len("number", 64))
        .col(string_len_null("employee", 64))
        .col(text("user_name"))
        .col(text("address"))
        .col(text("user_email"))
        .col(text("administrator_email"))
        .col(text("invoice_text"))
        .col(string_len_null("caller_id", 64))
        .primary_key(Index::create().col("customer").col("number"))
        .foreign_key(&mut on_line("mobile", "number"))
        .take()
}

fn sim() -> TableCreateStatement {
    Table::create()
        .table("sim")
        .col(string_len("icc", 22).primary_key())
        .col(string_len("customer", 16))
        .col(string_len("number", 64))
        .col(text("state"))
        .foreign_key(&mut on_line("sim", "number"))
        .take()
}

fn tariff() -> TableCreateStatement {
    Table::create()
        .table("tariff")
        .col(string_len("id", 64))
        .col(date("valid_from"))
        .col(text("name"))
        .col(text("terms"))
        .primary_key(Index::create().col("id").col("valid_from"))
        .take()
}

fn plan() -> TableCreateStatement {
    let version = ForeignKey::create()
        .name("plan_tariff")
        .from("plan", ("tariff", "valid_from"))
        .to("tariff", ("id", "valid_from"))
        .on_delete(ForeignKeyAction::Cascade)
        .take();
    Table::create()
        .table("plan")
        .col(string_len("tariff", 64))
        .col(date("valid_from"))
        .col(string_len("kind", 16))
        .col(string_len("id", 64))
        .col(integer("place"))
        .col(text("name"))
        .col(text("price"))
        .col(text("allowances"))
        .primary_key(Index::create().col("tariff").col("valid_from").col("kind").col("id"))
        .foreign_key(&mut version.clone())
        .take()
}

fn customer_tariff() -> TableCreateStatement {
    Table::create()
        .table("customer_tariff")
        .col(string_len("customer", 16))
        .col(string_len("from_month", 7))
        .col(string_len("tariff", 64))
        .primary_key(Index::create().col("customer").col("from_month"))
        .foreign_key(&mut owner("customer_tariff"))
        .take()
}

fn subscription() -> TableCreateStatement {
    Table::create()
        .table("subscription")
        .col(string_len("customer", 16))
        .col(string_len("line", 64))
        .col(string_len("kind", 16))
        .col(string_len("plan", 64))
        .col(string_len("from_month", 7))
        .col(string_len_null("until_month", 7))
        .primary_key(Index::create().col("customer").col("line").col("kind").col("plan").col("from_month"))
        .foreign_key(&mut on_line("subscription", "line"))
        .take()
}

/// What belongs to a line goes with it.
fn on_line(table: &'static str, column: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("{table}_line"))
        .from(table, ("customer", column))
        .to("line", ("customer", "number"))
        .on_delete(ForeignKeyAction::Cascade)
        .take()
}
