//! Lost callers: what became of them, and those who cannot be called.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::given::{Portal, now};
use super::told::{Told, after};

const DAY: i64 = 86_400;
const NUMBER: &str = "+4540000050";

fn start() -> DateTime<Utc> {
    "2025-10-02T09:00:00Z".parse().unwrap()
}

/// The number leaves the queue after ten seconds; it is lost so many seconds after the start.
fn lost(told: &mut Told, call: &str, seconds: i64) {
    told.joined(call, "desk", NUMBER, after(start(), seconds - 10));
    told.left(call, "desk", "abandoned", after(start(), seconds));
}

/// The customer calls the number, and is answered ten seconds later.
fn reached(told: &mut Told, call: &str, seconds: i64) {
    let began = json!({
        "call": call, "direction": "outbound", "from": "+4588303080", "to": NUMBER, "line": "+4588303080", "line_kind": "local",
    });
    told.event("call.started", after(start(), seconds - 10), began);
    told.event("call.answered", after(start(), seconds), json!({ "call": call }));
    told.event("call.ended", after(start(), seconds + 60), json!({ "call": call, "reason": "normal" }));
}

/// What the list says of the number.
async fn row(told: Told) -> Value {
    let portal = Portal::signed_in_over(&told.lines).await;
    let rows = &portal.json("/api/v1/callbacks?queue=desk").await["callbacks"];
    assert_eq!(rows.as_array().unwrap().len(), 1, "{rows}");
    rows[0].clone()
}

#[tokio::test]
async fn what_expired_stays_expired_whoever_reaches_it_later() {
    let mut told = Told::default();
    lost(&mut told, "k1", 0);
    reached(&mut told, "k2", 18 * DAY);
    let row = row(told).await;
    assert_eq!((&row["state"], &row["resolved_at"]), (&json!("expired"), &json!("2025-10-09T11:00:00+02:00")));
}

#[tokio::test]
async fn within_seven_days_of_the_last_loss_it_is_reached() {
    let mut told = Told::default();
    lost(&mut told, "k1", 0);
    lost(&mut told, "k2", 6 * DAY);
    reached(&mut told, "k3", 13 * DAY - 1);
    let row = row(told).await;
    assert_eq!((&row["state"], &row["times_lost"]), (&json!("recovered"), &json!(2)));
    assert_eq!(row["resolved_at"], "2025-10-15T10:59:59+02:00");
}

#[tokio::test]
async fn at_the_end_of_seven_days_it_is_too_late() {
    let mut told = Told::default();
    lost(&mut told, "k1", 0);
    reached(&mut told, "k2", 7 * DAY);
    assert_eq!(row(told).await["state"], "expired");
}

#[tokio::test]
async fn a_loss_after_it_expired_is_counted_anew() {
    let mut told = Told::default();
    lost(&mut told, "k1", 0);
    lost(&mut told, "k2", 20 * DAY);
    let row = row(told).await;
    assert_eq!((&row["state"], &row["times_lost"]), (&json!("open"), &json!(1)));
    assert_eq!(row["first_lost_at"], "2025-10-22T11:00:00+02:00");
    assert!(row["resolved_at"].is_null());
}

#[tokio::test]
async fn short_losses_stand_apart() {
    let mut told = Told::default();
    lost(&mut told, "k1", 20 * DAY);
    let joined = after(start(), 21 * DAY);
    told.joined("k2", "desk", NUMBER, joined);
    told.left("k2", "desk", "abandoned", after(joined, 2));
    let portal = Portal::signed_in_over(&told.lines).await;
    let row = &portal.json("/api/v1/callbacks?queue=desk").await["callbacks"][0];
    assert_eq!((&row["times_lost"], &row["times_short"]), (&json!(2), &json!(1)));
    let page = portal.page("/callbacks?queue=desk&lang=en").await;
    assert!(page.contains("Short ones"));
    assert!(page.contains("<td class=\"n\">2</td><td class=\"n\">1</td>"), "{page}");
}

#[tokio::test]
async fn who_has_no_number_is_counted_by_queue_for_seven_days() {
    let mut told = Told::default();
    let mut gone = |call: &str, queue: &str, seconds_ago: i64, wait: i64, reason: &str| {
        let left = after(now(), -seconds_ago);
        told.joined(call, queue, "anonymous", after(left, -wait));
        told.left(call, queue, reason, left);
    };
    gone("a1", "desk", 3600, 30, "abandoned");
    gone("a2", "desk", 7 * DAY - 5, 60, "timeout");
    gone("a3", "desk", 2 * DAY, 2, "abandoned");
    gone("a4", "desk", 7 * DAY + 5, 30, "abandoned");
    // Who was passed on was not lost.
    gone("a5", "desk", 3600, 30, "transferred");
    let portal = Portal::signed_in_over(&told.lines).await;
    let count = async |filter: &str| portal.json(&format!("/api/v1/callbacks?{filter}")).await["anonymous"].clone();
    let since = "2025-10-19T14:00:00+02:00";
    assert_eq!(count("queue=desk").await, json!({ "times_lost": 3, "times_short": 1, "since": since }));
    assert_eq!(count("queue=desk&state=expired").await["times_lost"], 3);
    assert_eq!(count("queue=sales").await["times_lost"], 1);
    assert_eq!(count("").await["times_lost"], 4);
    let page = portal.page("/callbacks?queue=desk&lang=en").await;
    assert!(
        page.contains("Anonymous callers who left unanswered in the last 7 days: 3, short ones among them: 1."),
        "{page}"
    );
    let danish = portal.page("/callbacks?queue=sales&lang=da").await;
    assert!(danish.contains("Anonyme, der gik uden svar de seneste 7 dage: 1, heraf korte: 0."), "{danish}");
}

#[tokio::test]
async fn the_list_is_walked_each_number_once_and_knows_how_many_there_are() {
    let mut told = Told::default();
    for number in 0..3 {
        let (call, joined) = (format!("n{number}"), after(start(), 3600 * number));
        told.joined(&call, "desk", &format!("+454000006{number}"), joined);
        told.left(&call, "desk", "timeout", after(joined, 60));
    }
    let portal = Portal::signed_in_over(&told.lines).await;
    let (mut numbers, mut totals, mut cursor) = (Vec::new(), Vec::new(), String::new());
    loop {
        let filter = format!("queue=desk&limit=1&cursor={cursor}");
        let answer = portal.json(&format!("/api/v1/callbacks?{filter}")).await;
        numbers.push(answer["callbacks"][0]["number"].clone());
        totals.push(answer["total"].clone());
        // The page says it on every page.
        assert!(portal.page(&format!("/callbacks?{filter}")).await.contains("<strong>3</strong>"), "{filter}");
        let Some(next) = answer["next"].as_str() else { break };
        next.clone_into(&mut cursor);
    }
    assert_eq!(numbers, ["+4540000062", "+4540000061", "+4540000060"]);
    assert_eq!(totals, [json!(3), Value::Null, Value::Null]);
}
