#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod accounts;
mod logins;
mod sharing;

use super::{Book, Customer, DEFAULT_ZONE};
use crate::CustomerNumber;

/// A book in a folder that goes away with it.
struct Fixture {
    book: Book,
    folder: tempfile::TempDir,
}

async fn new_book() -> Fixture {
    let folder = tempfile::tempdir().unwrap();
    let book = Book::open(&book_path(&folder)).await.unwrap();
    Fixture { book, folder }
}

fn book_path(folder: &tempfile::TempDir) -> String {
    folder.path().join("book.sqlite").display().to_string()
}

fn number(digits: &str) -> CustomerNumber {
    CustomerNumber::new(digits).unwrap()
}

/// A book with one customer that has a PIN.
async fn with_login(pin: &str) -> (Fixture, CustomerNumber) {
    let fixture = new_book().await;
    let customer = number("4711");
    fixture.book.upsert_customer(&Customer::new(customer.clone(), DEFAULT_ZONE)).await.unwrap();
    fixture.book.set_pin(&customer, pin).await.unwrap();
    (fixture, customer)
}
