#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;
use crate::book::{AccountFile, Book};

const FILE: &str = r#"
[[tariff]]
id = "t"
name = "T"
valid_from = 2026-01-01
currency = "DKK"
[[tariff.group]]
id = "dk"
name = "Denmark"
prefixes = ["+45"]
[[tariff.rate]]
service = "call"
groups = ["dk"]
steps = [{ per_minute = "1" }]
[[tariff.plan]]
id = "p"
name = "Plan"
price = "99.00"
[[tariff.plan.allowance]]
service = "call"
minutes = 10
[[tariff.addon]]
id = "a"
name = "Add-on"
price = "10.00"
[[customer]]
number = "100"
name = "C"
[[customer.tariff]]
id = "t"
from = "2026-01"
[[customer.mobile]]
number = "+4520304050"
name = "Anna"
plan = [{ id = "p", from = "2026-02" }]
addon = [{ id = "a", from = "2026-03", until = "2026-05" }]
"#;

/// A later version in which the plan costs more from May on.
fn later() -> String {
    let tariff = &FILE[..FILE.find("[[customer]]").unwrap()];
    tariff.replace("2026-01-01", "2026-05-01").replace("99.00", "109.00")
}

async fn account(texts: &[&str]) -> Arc<Account> {
    let folder = tempfile::tempdir().unwrap();
    let book = Book::open(&folder.path().join("book.sqlite").to_string_lossy()).await.unwrap();
    for text in texts {
        book.load(&AccountFile::read(text).unwrap()).await.unwrap();
    }
    book.pays().await.unwrap().into_values().next().unwrap()
}

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

#[tokio::test]
async fn what_lines_have_is_charged_in_whole_months_at_the_price_of_each() {
    let account = account(&[FILE, &later()]).await;
    let charged = account.charged("2026-06-10T00:00:00Z".parse().unwrap());
    let mut told: Vec<_> = charged
        .iter()
        .map(|charged| {
            let date = |at: DateTime<Utc>| at.with_timezone(&account.zone()).date_naive().to_string();
            (charged.name.as_str(), charged.price.to_string(), date(charged.from), date(charged.until))
        })
        .collect();
    told.sort_unstable();
    let expected = [
        ("Add-on", "10.00", "2026-03-01", "2026-05-01"),
        ("Plan", "109.00", "2026-05-01", "2026-07-01"),
        ("Plan", "99.00", "2026-02-01", "2026-05-01"),
    ];
    assert_eq!(
        told,
        expected.map(|(name, price, from, until)| (name, price.to_owned(), from.to_owned(), until.to_owned()))
    );
}

#[tokio::test]
async fn a_mark_changes_with_what_decides_about_its_month_and_with_nothing_else() {
    let marks = async |texts: &[&str]| {
        let account = account(texts).await;
        ["2026-01", "2026-02", "2026-04", "2026-05"].map(|text| account.mark(month(text)))
    };
    let before = marks(&[FILE]).await;
    assert_eq!(marks(&[FILE]).await, before);
    let other = |after: [i64; 4]| [0, 1, 2, 3].map(|at| before[at] != after[at]);
    // A version that holds from May on; April's calls may last into May.
    assert_eq!(other(marks(&[FILE, &later()]).await), [false, false, true, true]);
    let earlier = FILE.replace("from = \"2026-02\"", "from = \"2026-01\"");
    assert_eq!(other(marks(&[&earlier]).await), [true, false, false, false]);
    let dearer = FILE.replace("per_minute = \"1\"", "per_minute = \"2\"");
    assert_eq!(other(marks(&[&dearer]).await), [true, true, true, true]);
    assert!(account(&[FILE]).await.is_metered());
}
