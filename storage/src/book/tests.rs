#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod accounts;
mod listens;
mod loads;
mod logins;
mod server;
mod sharing;
mod tokens;

use std::sync::Arc;

use self::server::Server;
use super::{Book, Customer, DEFAULT_ZONE};
use crate::CustomerNumber;

/// An empty book, with what it lies in: whatever that is goes away with it.
struct Fixture {
    book: Book,
    location: String,
    _place: Place,
}

enum Place {
    Folder { _held: tempfile::TempDir },
    Server { _held: Arc<Server> },
}

/// Runs each of the tests on both databases: `name::sqlite` and `name::postgres`.
macro_rules! on_both {
    ($($(#[$note:meta])* async fn $name:ident($fixture:ident: Fixture) $body:block)*) => {$(
        $(#[$note])*
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn body($fixture: Fixture) $body

            #[tokio::test]
            async fn sqlite() {
                body(crate::book::tests::in_a_file().await).await;
            }

            #[tokio::test]
            async fn postgres() {
                if let Some(fixture) = crate::book::tests::on_a_server().await {
                    body(fixture).await;
                }
            }
        }
    )*};
}
use on_both;

async fn in_a_file() -> Fixture {
    let folder = tempfile::tempdir().unwrap();
    let location = book_path(&folder);
    let book = Book::open(&location).await.unwrap();
    Fixture { book, location, _place: Place::Folder { _held: folder } }
}

/// None where there is no PostgreSQL.
async fn on_a_server() -> Option<Fixture> {
    let server = Server::shared()?;
    let location = server.database().await;
    let book = Book::open(&location).await.unwrap();
    Some(Fixture { book, location, _place: Place::Server { _held: server } })
}

fn book_path(folder: &tempfile::TempDir) -> String {
    folder.path().join("book.sqlite").display().to_string()
}

fn number(digits: &str) -> CustomerNumber {
    CustomerNumber::new(digits).unwrap()
}

impl Fixture {
    /// The book with one customer that has a PIN.
    async fn with_login(self, pin: &str) -> (Self, CustomerNumber) {
        let customer = number("4711");
        self.book.upsert_customer(&Customer::new(customer.clone(), DEFAULT_ZONE)).await.unwrap();
        self.book.set_pin(&customer, pin).await.unwrap();
        (self, customer)
    }
}
