#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::process::{Command, Stdio};

use super::{book_path, new_book, number};
use crate::book::{Book, DEFAULT_ZONE, Error};

/// Set in a child process of the test below: the book that it writes to, and the first customer number it takes.
const CHILD: &str = "OPKALD_TEST_BOOK_CHILD";
const CUSTOMERS_EACH: u32 = 40;

async fn add_customers(path: &str, first: u32) {
    let book = Book::open(path).await.unwrap();
    for digits in first..first + CUSTOMERS_EACH {
        let added = book.ensure_customer(&number(&digits.to_string()), DEFAULT_ZONE).await;
        assert!(added.unwrap());
    }
}

/// Does nothing by itself; it is the second process of the test below.
#[tokio::test]
async fn child_process() {
    let Ok(task) = std::env::var(CHILD) else {
        return;
    };
    let (first, path) = task.split_once(' ').unwrap();
    add_customers(path, first.parse().unwrap()).await;
}

#[tokio::test]
async fn processes_make_and_write_one_book_at_the_same_time() {
    let folder = tempfile::tempdir().unwrap();
    let path = book_path(&folder);
    let starts = [1_000, 2_000, 3_000];
    let children = starts.map(|first| {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "book::tests::sharing::child_process"])
            .env(CHILD, format!("{first} {path}"))
            .stdout(Stdio::null())
            .spawn()
            .unwrap()
    });
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let book = Book::open(&path).await.unwrap();
    let count = book.customers().await.unwrap().len();
    assert_eq!(count, starts.len() * CUSTOMERS_EACH as usize);
}

#[tokio::test]
async fn a_book_is_read_while_another_writes() {
    let fixture = new_book().await;
    let other = Book::open(&book_path(&fixture.folder)).await.unwrap();
    let writing = fixture.book.begin().await.unwrap();
    assert!(other.customers().await.unwrap().is_empty());
    drop(writing);
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
    let server = Book::open("postgres://opkald:secret@db/opkald").await.unwrap_err().to_string();
    assert!(server.contains("postgres://db/opkald") && !server.contains("secret"), "{server}");
}
