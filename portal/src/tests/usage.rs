//! Usage and price: lines that are rounded once, VAT on their sum, and the same on the page as in the API.

use axum::http::StatusCode;
use serde_json::json;

use super::given::Portal;

pub(super) const ACCOUNTS: &str = r#"
[[tariff]]
id = "t"
name = "T"
valid_from = 2025-01-01
currency = "DKK"
[[tariff.group]]
id = "dk"
name = "Denmark"
prefixes = ["+45"]
[[tariff.rate]]
service = "sms"
groups = ["dk"]
steps = [{ per_message = "0.335" }]
[[tariff.rate]]
service = "call"
groups = ["dk"]
steps = [{ per_minute = "0.60" }]
[[tariff.rate]]
service = "data"
zones = ["home", "rest"]
steps = [{ per_megabyte = "0.50", increment_kilobytes = 10 }]
[[tariff.plan]]
id = "p"
name = "P"
price = "99.00"
[[customer]]
number = "1001"
name = "Bageriet Æ"
[[customer.tariff]]
id = "t"
from = "2025-01"
[[customer.mobile]]
number = "+4520304050"
name = "Anna"
plan = [{ id = "p", from = "2025-09" }]
"#;

/// Three messages and some data abroad, all in October.
pub(super) fn uses() -> String {
    let one = |id: u32, rest: serde_json::Value| {
        let mut event = json!({
            "id": format!("u{id}"), "time": format!("2025-10-20T10:0{id}:00Z"), "customer": "1001", "line": "+4520304050",
        });
        for (name, value) in rest.as_object().unwrap() {
            event[name] = value.clone();
        }
        event.to_string() + "\n"
    };
    let sms = json!({"type": "usage.sms", "to": "+4588303080"});
    let data = json!({"type": "usage.data", "bytes": 2_000_001, "country": "US"});
    (0..3).map(|id| one(id, sms.clone())).chain([one(3, data)]).collect()
}

#[tokio::test]
async fn a_month_is_lines_that_are_rounded_once_and_vat_on_their_sum() {
    let portal = Portal::signed_in_paying(&uses(), ACCOUNTS).await;
    let month = portal.json("/api/v1/usage?month=2025-10").await;
    let of_mobile: Vec<_> = month["lines"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|line| line["line"] == "+4520304050")
        .map(|line| {
            (line["kind"].as_str().unwrap(), line["amount"].as_str().unwrap(), line["invoiced"].as_str().unwrap())
        })
        .collect();
    // 3 × 0.335 is 1.005, and half-up 1.01; each by itself would be 1.02.
    let expected = [("roaming", "1.0050", "1.01"), ("sms", "1.0050", "1.01"), ("subscription", "99.0000", "99.00")];
    assert_eq!(of_mobile, expected);
    let total = &month["totals"][0];
    let text = |name: &str| total[name].as_str().unwrap().parse::<f64>().unwrap();
    let invoiced: f64 = month["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["invoiced"].as_str().unwrap().parse::<f64>().unwrap())
        .sum();
    assert!((text("ex_vat") - invoiced).abs() < 0.001, "{month}");
    assert!((text("vat") - (invoiced * 25.0).round() / 100.0).abs() < 0.001, "{month}");
    assert!((text("incl_vat") - text("ex_vat") - text("vat")).abs() < 0.001, "{month}");
    // September had the plan and nothing else.
    assert!((text("change_ex_vat") - (invoiced - 99.0)).abs() < 0.001, "{month}");

    let page = portal.page("/usage?month=2025-10&lang=en").await;
    let shown = format!("{}\u{a0}DKK", total["ex_vat"].as_str().unwrap());
    assert!(page.contains(&shown), "{shown} is not on the page");
    assert!(page.contains("+45\u{a0}20\u{a0}30\u{a0}40\u{a0}50") && page.contains("Anna"));
}

#[tokio::test]
async fn thirteen_months_end_with_the_one_that_is_asked_for() {
    let portal = Portal::signed_in_paying(&uses(), ACCOUNTS).await;
    let history = portal.json("/api/v1/usage/history?month=2025-10").await;
    let months = history["months"].as_array().unwrap();
    assert_eq!(months.len(), 13);
    assert_eq!(
        (&months[0]["start"], &months[12]["start"]),
        (&json!("2024-10-01T00:00:00+02:00"), &json!("2025-10-01T00:00:00+02:00"))
    );
    assert_eq!(
        months[11]["totals"],
        json!([{"currency": "DKK", "ex_vat": "99.00", "vat": "24.75", "incl_vat": "123.75", "change_ex_vat": "99.00"}])
    );
    assert_eq!(months[5]["totals"], json!([]));
    // After the last month with a cost, it is as much less.
    let portal = Portal::signed_in_paying(
        "",
        &ACCOUNTS.replace("from = \"2025-09\" }", "from = \"2025-08\", until = \"2025-09\" }"),
    )
    .await;
    let month = portal.json("/api/v1/usage?month=2025-09").await;
    assert_eq!(
        month["totals"],
        json!([{"currency": "DKK", "ex_vat": "0.00", "vat": "0.00", "incl_vat": "0.00", "change_ex_vat": "-99.00"}])
    );
    assert!(portal.page("/usage?month=2025-09&lang=en").await.contains("-99.00\u{a0}DKK"));
}

#[tokio::test]
async fn a_month_that_is_none_is_named() {
    let portal = Portal::signed_in().await;
    let answer = portal.get("/api/v1/usage?month=october").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.text.contains("month") && answer.text.contains("2026-10"), "{}", answer.text);
    assert_eq!(portal.get("/usage").await.status, StatusCode::OK);
}

/// A call over the boundary of a price, with its receipt where it is asked for.
fn call() -> String {
    let event = |id: &str, kind: &str, time: &str, rest: serde_json::Value| {
        let mut event = json!({"id": id, "type": kind, "time": time, "customer": "1001", "call": "paid", "leg": 0});
        for (name, value) in rest.as_object().unwrap() {
            event[name] = value.clone();
        }
        event.to_string() + "\n"
    };
    let from = json!({"direction": "outbound", "from": "+4520304050", "to": "+4588303080", "line": "+4520304050",
        "line_kind": "mobile"});
    event("1", "call.started", "2025-10-20T10:00:00Z", from)
        + &event("2", "call.answered", "2025-10-20T10:00:05Z", json!({}))
        + &event("3", "call.ended", "2025-10-20T10:01:35.500Z", json!({"reason": "normal"}))
}

#[tokio::test]
async fn a_call_has_a_receipt_that_can_be_followed_with_pen_and_paper() {
    let portal = Portal::signed_in_paying(&call(), ACCOUNTS).await;
    let told = portal.json("/api/v1/calls/paid").await;
    let leg = &told["legs"][0];
    // 91 begun seconds at 0.60 a minute.
    assert_eq!((&leg["price"], &leg["receipt"]["amount"]), (&json!("0.9100"), &json!("0.9100")));
    let step = &leg["receipt"]["lines"][0];
    assert_eq!(
        (&step["used"], &step["increments"], &step["paid"], &step["price"], &step["per"]),
        (&json!("90.5"), &json!(91), &json!(91), &json!("0.60"), &json!(60))
    );
    let page = portal.page("/calls/paid?lang=da").await;
    for shown in
        ["Prisen følger af takstbladet", "91 × 1 = 91", "0,60\u{a0}DKK / 60 sek.", "0,91\u{a0}DKK", "90,5 sek."]
    {
        assert!(page.contains(shown), "{shown} is not on the page");
    }
}
