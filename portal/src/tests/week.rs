//! Hours of the week: statistics and rows are filtered alike, and the hours add up to the whole.

use axum::http::StatusCode;
use chrono::{DateTime, Timelike};
use chrono_tz::Europe::Copenhagen;
use serde_json::Value;

use super::given::{CUSTOMER, Portal};

const DAY: &str = "from=2025-10-26&to=2025-10-27";

/// How many events of a type the customer has in an hour of the clock of that Sunday: counted by hand, as it were.
fn told(kind: &str, hour: u32) -> i64 {
    let events = include_str!("events.ndjson").lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let own = events.filter(|event| event["type"] == kind && event["customer"] == CUSTOMER);
    let hours = own.map(|event| {
        let at = DateTime::parse_from_rfc3339(event["time"].as_str().unwrap()).unwrap().with_timezone(&Copenhagen);
        (at.date_naive().to_string(), at.hour())
    });
    i64::try_from(hours.filter(|(day, of)| day == "2025-10-26" && *of == hour).count()).unwrap()
}

#[tokio::test]
async fn the_hours_of_a_day_add_up_to_it_and_open_to_their_rows() {
    let portal = Portal::signed_in().await;
    let stats = |times: &str| format!("/api/v1/queues/sales/stats?interval=hour&{DAY}&times={times}");
    let whole = portal.json(&stats("")).await["total"]["joined"].as_i64().unwrap();
    let mut sum = 0;
    for hour in 0..24 {
        let times = format!("sun%20{hour:02}:00-{:02}:00", hour + 1);
        let table = portal.json(&stats(&times)).await;
        let joined = table["total"]["joined"].as_i64().unwrap();
        let visits = portal.json(&format!("/api/v1/queues/sales/visits?{DAY}&times={times}")).await;
        assert_eq!(visits["total"], joined, "{hour}");
        // The clock shows two o'clock twice.
        assert_eq!(table["rows"].as_array().unwrap().len(), if hour == 2 { 2 } else { 1 });
        let by_month = portal.json(&stats(&times).replace("hour", "month")).await;
        assert_eq!(by_month["total"]["joined"], joined);
        sum += joined;
    }
    assert!(whole > 0);
    assert_eq!(sum, whole);
}

#[tokio::test]
async fn calls_are_those_that_began_in_the_hour() {
    let portal = Portal::signed_in().await;
    let legs = |times: &str| format!("/api/v1/calls?{DAY}&times={times}");
    let calls = |times: &str| format!("/api/v1/calls?unit=call&{DAY}&times={times}");
    let mut seen = 0;
    for hour in 0..24 {
        let times = format!("sun%20{hour:02}:00-{:02}:00", hour + 1);
        let started = told("call.started", hour);
        seen += started;
        assert_eq!(portal.json(&legs(&times)).await["total"], started, "{hour}");
        let stats = portal.json(&format!("/api/v1/calls/stats?interval=day&{DAY}&times={times}")).await;
        assert_eq!(portal.json(&calls(&times)).await["total"], stats["total"]["calls"], "{hour}");
    }
    assert!(seen > 1);
    assert_eq!(portal.json(&legs("mon-fri")).await["total"], 0);
    let none = portal.json(&format!("/api/v1/calls/stats?interval=day&{DAY}&times=mon-fri")).await;
    assert_eq!((none["total"]["calls"].as_i64(), none["rows"].as_array().unwrap().len()), (Some(0), 0));
}

#[tokio::test]
async fn a_queue_is_looked_at_while_it_is_open() {
    let accounts = r#"
[[customer]]
number = "1001"
name = "Bageriet Æ"
[[customer.queue]]
id = "sales"
name = "Salg"
opening_hours = ["sun 02:30-03:00"]
"#;
    let portal = Portal::signed_in_paying("", accounts).await;
    let open = portal.json(&format!("/api/v1/queues/sales/stats?interval=day&{DAY}&times=open")).await;
    // Half past two is in the hour of two.
    assert_eq!(open["total"]["joined"], told("queue.joined", 2));
    let page = portal.page(&format!("/queues/sales?lang=en&interval=day&{DAY}&times=open")).await;
    assert!(page.contains("Opening hours (sun 02:30-03:00)") && page.contains("times=open"));
}

#[tokio::test]
async fn a_week_of_hours_opens_to_what_it_counts() {
    let portal = Portal::signed_in().await;
    let page = portal.page("/calls/stats?lang=en&interval=day&from=2025-10-20&to=2025-10-27").await;
    let (_, week) = page.split_once("class=\"heat\"").unwrap();
    let (week, _) = week.split_once("</table>").unwrap();
    let mut opened = 0;
    for cell in week.split("<td").filter(|cell| cell.contains("href=")) {
        let hint = cell.split_once("title=\"").unwrap().1.split_once(' ').unwrap().0;
        let link = cell.split_once("href=\"").unwrap().1.split_once('"').unwrap().0;
        let rows = portal.page(&link.replace("&#38;", "&").replace("&amp;", "&")).await;
        assert!(rows.contains(&format!("<strong>{hint}</strong>")), "{link}");
        opened += 1;
    }
    assert!(opened > 1, "{week}");
}

#[tokio::test]
async fn what_is_no_time_of_the_week_is_refused() {
    let portal = Portal::signed_in().await;
    for address in ["/api/v1/calls?times=8-16", "/api/v1/queues/sales/stats?times=monday", "/api/v1/calls?times=open"] {
        let answer = portal.get(address).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{address}");
        assert_eq!(answer.json()["field"], "times");
    }
}
