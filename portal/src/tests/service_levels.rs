//! Service levels by name, within any limit, asked through the API.

use chrono::{DateTime, Utc};

use super::given::Portal;
use super::told::{Told, after};

/// A quarter past an hour of the night that has 25 hours; the visits follow each other by seconds.
fn start() -> DateTime<Utc> {
    "2025-10-26T00:15:00Z".parse().unwrap()
}

/// Visits to a queue, so many of each kind: how they ended, and after how many seconds.
fn visits(queue: &str, kinds: &[(usize, &str, i64)]) -> String {
    let mut told = Told::default();
    let mut number = 0;
    for (many, outcome, wait) in kinds {
        for _ in 0..*many {
            number += 1;
            let (call, joined) = (format!("l{number}"), after(start(), number));
            told.joined(&call, queue, "+4540000030", joined);
            if *outcome == "answered" {
                told.answered(&call, queue, "anna", after(joined, *wait));
                told.completed(&call, queue, "anna", after(joined, wait + 1));
            } else {
                told.left(&call, queue, outcome, after(joined, *wait));
            }
        }
    }
    told.lines
}

/// The share of a whole day, after it was seen that hours, days and months tell the same, row by row and in all.
async fn level(portal: &Portal, queue: &str, formula: &str, seconds: &str) -> f64 {
    let mut told = Vec::new();
    for span in [
        "hour&from=2025-10-26&to=2025-10-27",
        "day&from=2025-10-01&to=2025-11-01",
        "month&from=2025-10-01&to=2025-11-01",
    ] {
        let address = format!("/api/v1/queues/{queue}/stats?interval={span}&service_level={formula}&seconds={seconds}");
        let stats = portal.json(&address).await;
        let rows = stats["rows"].as_array().unwrap().iter();
        told.extend(rows.filter(|row| row["joined"] != 0).map(|row| row["service_level"].as_f64().unwrap()));
        told.push(stats["total"]["service_level"].as_f64().unwrap());
    }
    assert!(told.windows(2).all(|pair| pair[0] == pair[1]), "{queue} {formula} {seconds}: {told:?}");
    told[0]
}

async fn is(portal: &Portal, queue: &str, formula: &str, seconds: &str, part: f64, whole: f64) {
    let told = level(portal, queue, formula, seconds).await;
    assert!((told - part / whole).abs() < 1e-12, "{formula} {seconds} is {told}, and {part} / {whole} is right");
}

#[tokio::test]
async fn the_published_example_comes_out() {
    let example = visits("example", &[(70, "answered", 12), (10, "abandoned", 8), (20, "answered", 95)]);
    let portal = Portal::signed_in_over(&example).await;
    for seconds in ["", "20"] {
        is(&portal, "example", "ignore", seconds, 70.0, 90.0).await;
        is(&portal, "example", "negative", seconds, 70.0, 100.0).await;
        is(&portal, "example", "positive", seconds, 80.0, 100.0).await;
        is(&portal, "example", "handled", seconds, 70.0, 90.0).await;
        is(&portal, "example", "asterisk2", seconds, 80.0, 100.0).await;
        is(&portal, "example", "default", seconds, 70.0, 100.0).await;
    }
}

#[tokio::test]
async fn a_wait_equal_to_the_limit_is_in_time() {
    let kinds =
        [(3, "answered", 20), (1, "answered", 21), (2, "abandoned", 20), (2, "abandoned", 21), (1, "answered", 60)];
    let portal = Portal::signed_in_over(&visits("edge", &kinds)).await;
    // Whether the limit is the queue's own, or is named, or is another.
    for seconds in ["", "20"] {
        is(&portal, "edge", "negative", seconds, 3.0, 9.0).await;
        is(&portal, "edge", "positive", seconds, 5.0, 9.0).await;
        is(&portal, "edge", "ignore", seconds, 3.0, 7.0).await;
    }
    is(&portal, "edge", "negative", "60", 5.0, 9.0).await;
    is(&portal, "edge", "negative", "19", 0.0, 9.0).await;
    is(&portal, "edge", "negative", "59", 4.0, 9.0).await;
}

#[tokio::test]
async fn a_limit_may_be_any_whole_number_of_seconds() {
    let kinds = [
        (1, "answered", 24),
        (2, "answered", 25),
        (4, "answered", 26),
        (1, "abandoned", 25),
        (2, "abandoned", 26),
        (1, "abandoned", 3),
    ];
    let portal = Portal::signed_in_over(&visits("odd", &kinds)).await;
    is(&portal, "odd", "default", "25", 3.0, 10.0).await;
    is(&portal, "odd", "handled", "25", 3.0, 7.0).await;
    // Whom the queue lost within five seconds gave up within the limit too.
    is(&portal, "odd", "positive", "25", 5.0, 11.0).await;
    is(&portal, "odd", "ignore", "25", 3.0, 9.0).await;
    is(&portal, "odd", "asterisk2", "26", 11.0, 11.0).await;
    let page = portal
        .page("/queues/odd?interval=hour&from=2025-10-26&to=2025-10-27&service_level=positive&seconds=25&lang=en")
        .await;
    assert!(page.contains("45.5") && page.contains("within 25 s"), "{page}");
    // The share opens to the visits that were over in time.
    let link = page.split("<a href=\"").find(|link| link.contains("within=25")).unwrap().split('"').next().unwrap();
    let visits = portal.page(&link.replace("&#38;", "&")).await;
    assert!(visits.contains("<strong>5</strong>"), "{link}");
}
