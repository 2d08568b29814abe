#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;

#[tokio::test]
async fn the_customers_can_be_loaded_and_a_second_time_change_nothing_but_their_pins() {
    let folder = tempfile::tempdir().unwrap();
    let book = Book::open(&folder.path().join("book.sqlite").to_string_lossy()).await.unwrap();
    let plan = Plan::new(3, 400, 1876, 1_795_608_000_000_000);
    assert_eq!(into_book(&book, &plan).await.unwrap().len(), 3);
    let before = book.pays().await.unwrap();
    into_book(&book, &plan).await.unwrap();
    let after = book.pays().await.unwrap();
    let marks = |accounts: &std::collections::BTreeMap<_, std::sync::Arc<opkald_storage::money::Account>>| {
        accounts.values().map(|account| account.whole_mark()).collect::<Vec<_>>()
    };
    assert_eq!((marks(&before), before.len()), (marks(&after), 3));
}
