//! Every number opens to the rows that it counts.

use super::given::Portal;

/// The links of a page to a list of rows, with the number that each one shows.
fn numbers<'a>(html: &'a str, list: &str) -> Vec<(String, &'a str)> {
    let mut found = Vec::new();
    for link in html.split("<a href=\"").skip(1) {
        let (href, rest) = link.split_once("\">").unwrap();
        let shown = rest.split("</a>").next().unwrap();
        if href.starts_with(list)
            && !shown.is_empty()
            && shown.chars().all(|letter| letter.is_ascii_digit() || letter == '.')
        {
            found.push((href.replace("&#38;", "&").replace("&amp;", "&"), shown));
        }
    }
    found
}

async fn all_open(page: &str, list: &str, at_least: usize) {
    let portal = Portal::signed_in().await;
    let html = portal.page(page).await;
    let numbers = numbers(&html, list);
    assert!(numbers.len() >= at_least, "{page} has {} numbers that open", numbers.len());
    for (href, shown) in numbers {
        let rows = portal.page(&href).await;
        assert!(
            rows.contains(&format!("<strong>{shown}</strong>")),
            "{shown} opens to {href}, which has another number of rows"
        );
        assert_eq!(
            rows.matches("<tr>").count().to_string(),
            (shown.parse::<usize>().unwrap() + 1).to_string(),
            "{href}"
        );
    }
}

#[tokio::test]
async fn queue_numbers_open_to_their_visits() {
    for interval in [
        "hour&from=2025-10-26&to=2025-10-27",
        "day&from=2025-10-01&to=2025-11-01",
        "month&from=2025-01-01&to=2026-01-01",
    ] {
        all_open(&format!("/queues/sales?interval={interval}"), "/queues/sales/visits", 8).await;
    }
}

#[tokio::test]
async fn call_numbers_open_to_their_calls() {
    for line in ["", "&line=%2B4588303080"] {
        all_open(&format!("/calls/stats?interval=hour&from=2025-10-26&to=2025-10-27{line}"), "/calls?", 8).await;
    }
}

#[tokio::test]
async fn todays_numbers_open_too() {
    all_open("/queues", "/queues/sales/visits", 4).await;
    all_open("/", "/calls?", 3).await;
}
