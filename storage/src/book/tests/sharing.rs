#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::process::{Command, Stdio};

use super::server::Server;
use super::{Fixture, book_path, number, on_both};
use crate::book::{Book, DEFAULT_ZONE, Error};

/// Set in a child process of the test below: the first customer number that it takes, and the book that it writes to.
const CHILD: &str = "OPKALD_TEST_BOOK_CHILD";
const CUSTOMERS_EACH: u32 = 40;

async fn add_customers(location: &str, first: u32) {
    let book = Book::open(location).await.unwrap();
    for digits in first..first + CUSTOMERS_EACH {
        let added = book.ensure_customer(&number(&digits.to_string()), DEFAULT_ZONE).await;
        assert!(added.unwrap());
    }
}

/// Does nothing by itself; it is the second process of the tests below.
#[tokio::test]
async fn child_process() {
    let Ok(task) = std::env::var(CHILD) else {
        return;
    };
    let (first, location) = task.split_once(' ').unwrap();
    add_customers(location, first.parse().unwrap()).await;
}

/// Several processes that make a book which is not there yet, and write it.
async fn share(location: &str) {
    let starts = [1_000, 2_000, 3_000];
    let children = starts.map(|first| {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "book::tests::sharing::child_process"])
            .env(CHILD, format!("{first} {location}"))
            .stdout(Stdio::null())
            .spawn()
            .unwrap()
    });
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let book = Book::open(location).await.unwrap();
    let count = book.customers().await.unwrap().len();
    assert_eq!(count, starts.len() * CUSTOMERS_EACH as usize);
}

#[tokio::test]
async fn processes_make_and_write_one_file_at_the_same_time() {
    share(&book_path(&tempfile::tempdir().unwrap())).await;
}

#[tokio::test]
async fn processes_make_and_write_one_database_at_the_same_time() {
    if let Some(server) = Server::shared() {
        share(&server.database().await).await;
    }
}

on_both! {
    async fn a_book_is_read_while_another_writes(fixture: Fixture) {
        let other = Book::open(&fixture.location).await.unwrap();
        let writing = fixture.book.begin().await.unwrap();
        assert!(other.customers().await.unwrap().is_empty());
        drop(writing);
    }
}

#[tokio::test]
async fn what_cannot_be_a_book_is_refused_with_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let inside_nothing = folder.path().join("none/book.sqlite").display().to_string();
    let missing = Book::open(&inside_nothing).await.unwrap_err();
    assert!(matches!(missing, Error::Open { .. }), "{missing}");
    let directory = Book::open(&folder.path().display().to_string()).await.unwrap_err();
    assert!(matches!(directory, Error::Open { .. }), "{directory}");
    let garbage = book_path(&folder);
    std::fs::write(&garbage, "no database at all, but long enough to look like a page".repeat(100)).unwrap();
    assert!(matches!(Book::open(&garbage).await.unwrap_err(), Error::Open { .. }));
    let other = Book::open("mysql://opkald:secret@db/opkald?password=hush").await.unwrap_err().to_string();
    assert!(other.contains("mysql://db/opkald") && !other.contains("secret") && !other.contains("hush"), "{other}");
}

#[tokio::test]
async fn a_server_that_does_not_let_us_in_is_named_without_the_password() {
    let nobody_listens = "postgres://opkald:secret@127.0.0.1:1/opkald?application_name=x";
    let refused = Book::open(nobody_listens).await.unwrap_err();
    assert!(matches!(refused, Error::Unreachable { .. }), "{refused}");
    let told = refused.to_string();
    assert!(told.contains("postgres://127.0.0.1:1/opkald;") && !told.contains("secret"), "{told}");
    if let Some(server) = Server::shared() {
        let refused = Book::open(&server.url("not_there")).await.unwrap_err();
        assert!(matches!(refused, Error::Unreachable { .. }), "{refused}");
    }
}
