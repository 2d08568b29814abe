//! The account book's tables through time. A migration that has been released is never changed; the next one mends it.

mod m0001_accounts;
mod m0002_logins;
mod m0003_money;
mod m0004_listens;
mod m0005_tokens;

use sea_orm_migration::{MigrationTrait, MigratorTrait};

/// All migrations, oldest first.
pub(super) struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_accounts::Accounts),
            Box::new(m0002_logins::Logins),
            Box::new(m0003_money::Money),
            Box::new(m0004_listens::Listens),
            Box::new(m0005_tokens::Tokens),
        ]
    }
}
