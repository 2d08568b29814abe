//! Charges: of calls, messages and data, in the order of time, and what they come to by the month.

use opkald_storage::book::AccountFile;
use serde_json::{Value, json};

use super::{World, event};
use crate::Scope;

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
steps = [{ per_minute = "0.60", increment_seconds = 1 }]
[[tariff.rate]]
service = "sms"
groups = ["dk"]
steps = [{ per_message = "0.20" }]
[[tariff.rate]]
service = "data"
zones = ["home", "rest"]
steps = [{ per_megabyte = "0.50", increment_kilobytes = 10 }]
[[tariff.plan]]
id = "p"
name = "Plan"
price = "99.00"
[[tariff.plan.allowance]]
service = "call"
minutes = 2
[[customer]]
number = "100"
name = "C"
[[customer.tariff]]
id = "t"
from = "2026-01"
[[customer.mobile]]
number = "+4520304050"
name = "Anna"
plan = [{ id = "p", from = "2026-05" }]
"#;

impl World {
    async fn load(&self, text: &str) {
        self.book().await.load(&AccountFile::read(text).unwrap()).await.unwrap();
    }
}

/// A call of so many seconds from the mobile.
fn call(id: &str, at: &str, seconds: i64, to: &str) -> Vec<Value> {
    let began: chrono::DateTime<chrono::Utc> = at.parse().unwrap();
    let ended = (began + chrono::TimeDelta::seconds(seconds)).to_rfc3339();
    vec![
        event(
            "call.started",
            at,
            json!({"call": id, "leg": 0, "direction": "outbound", "from": "+4520304050", "to": to,
                "line": "+4520304050", "line_kind": "mobile"}),
        ),
        event("call.answered", at, json!({"call": id})),
        event("call.ended", &ended, json!({"call": id, "reason": "normal"})),
    ]
}

const PRICES: &str = "SELECT call, CAST(price AS VARCHAR) AS price, currency FROM calls ORDER BY started_at";
const MONTHS: &str = "SELECT CAST(CAST(month AS DATE) AS VARCHAR) AS month, kind, quantity, unit, CAST(amount AS VARCHAR) AS amount FROM usage_months ORDER BY month, kind";

fn prices(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["price"].as_str().unwrap_or_else(|| panic!("{rows:?}"))).collect()
}

#[tokio::test]
async fn a_months_uses_take_the_allowance_in_the_order_of_time_however_they_come() {
    let world = World::new().await;
    world.load(FILE).await;
    let to = "+4588303080";
    world.store(&[call("b", "2026-05-06T10:00:00Z", 90, to), call("d", "2026-05-20T10:00:00Z", 60, to)].concat()).await;
    // 90 s and 30 s are included.
    assert_eq!(prices(&world.tell(PRICES).await), ["0.0000", "0.3000"]);
    // One that comes late takes from those after it, in the middle and at the end of the month.
    world.store(&call("a", "2026-05-04T10:00:00Z", 60, to)).await;
    assert_eq!(prices(&world.tell(PRICES).await), ["0.0000", "0.3000", "0.6000"]);
    world.store(&call("c", "2026-05-19T10:00:00Z", 10, to)).await;
    assert_eq!(prices(&world.tell(PRICES).await), ["0.0000", "0.3000", "0.1000", "0.6000"]);
    // June begins by the customer's clock, and has an allowance of its own.
    world.store(&[call("e", "2026-05-31T21:59:00Z", 10, to), call("f", "2026-05-31T22:00:00Z", 10, to)].concat()).await;
    assert_eq!(prices(&world.tell(PRICES).await)[4..], ["0.1000", "0.0000"]);
    let months = world.ask(MONTHS).await;
    let told: Vec<_> = months
        .iter()
        .map(|row| (row["month"].as_str().unwrap(), row["kind"].as_str().unwrap(), row["amount"].as_str().unwrap()))
        .collect();
    let expected = [
        ("2026-04-30", "calls", "1.1000"),
        ("2026-04-30", "subscription", "99.0000"),
        ("2026-05-31", "calls", "0.0000"),
    ];
    assert_eq!(told[..3], expected);
}

#[tokio::test]
async fn what_the_network_told_goes_first_and_what_nothing_prices_is_charged_nothing_and_listed() {
    let world = World::new().await;
    world.load(FILE).await;
    let mobile = |fields: Value| {
        let mut fields = fields;
        fields["line"] = json!("+4520304050");
        fields
    };
    world.store(&call("no rate", "2026-05-06T09:00:00Z", 60, "+4670123456")).await;
    world
        .store(&[
            event("usage.sms", "2026-05-06T10:00:00Z", mobile(json!({"to": "+4588303080"}))),
            event(
                "usage.sms",
                "2026-05-06T10:01:00Z",
                mobile(json!({"to": "+4588303080", "price": "1.25", "currency": "EUR"})),
            ),
            event("usage.data", "2026-05-06T10:02:00Z", mobile(json!({"bytes": 1_000_001}))),
            event("usage.data", "2026-05-06T10:03:00Z", mobile(json!({"bytes": 2_000_000, "country": "US"}))),
        ])
        .await;
    let told =
        world.tell("SELECT kind, to_number, bytes, country, CAST(price AS VARCHAR) AS price, currency FROM mobile_usage ORDER BY at").await;
    assert_eq!(prices(&told), ["0.2000", "1.2500", "0.5050", "1.0000"]);
    assert_eq!((&told[1]["currency"], &told[0]["currency"]), (&json!("EUR"), &json!("DKK")));
    let months = world.ask("SELECT kind, quantity, unit, CAST(amount AS VARCHAR) AS amount, currency FROM usage_months WHERE kind <> 'subscription' ORDER BY kind, currency").await;
    let row = |kind: &str, quantity: f64, unit: &str, amount: &str, currency: &str| json!({"kind": kind, "quantity": quantity, "unit": unit, "amount": amount, "currency": currency});
    let expected = [
        row("calls", 60.0, "seconds", "0.0000", "DKK"),
        row("data", 1_000_001.0, "bytes", "0.5050", "DKK"),
        row("roaming", 1.0, "uses", "1.0000", "DKK"),
        row("sms", 1.0, "messages", "0.2000", "DKK"),
        row("sms", 1.0, "messages", "1.2500", "EUR"),
    ];
    assert_eq!(months, expected);
    let unrated = world.engine.unrated().await.unwrap();
    assert_eq!(unrated.len(), 1, "{unrated:?}");
    assert_eq!((unrated[0].uses, unrated[0].line.as_str()), (1, "+4520304050"));
}

#[tokio::test]
async fn another_tariff_charges_its_months_anew_and_tells_the_difference() {
    let world = World::new().await;
    world.load(FILE).await;
    let to = "+4588303080";
    for (id, at) in [("a", "2026-04-06T10:00:00Z"), ("b", "2026-05-06T10:00:00Z"), ("c", "2026-06-06T10:00:00Z")] {
        world.store(&call(id, at, 180, to)).await;
    }
    assert_eq!(prices(&world.tell(PRICES).await), ["1.8000", "0.6000", "0.6000"]);
    let tariff = &FILE[..FILE.find("[[customer]]").unwrap()];
    world.load(&tariff.replace("2026-01-01", "2026-06-01").replace("0.60", "1.20")).await;
    let engine = world.opened_again().await;
    let refreshed = engine.refresh().await.unwrap();
    assert_eq!(refreshed.days, 0, "no statistics but charges");
    let told: Vec<_> = refreshed
        .repriced
        .iter()
        .map(|month| (month.month.as_str(), month.before.as_str(), month.after.as_str()))
        .collect();
    assert_eq!(told, [("2026-06", "0.6000", "1.2000")]);
    assert_eq!(engine.check().await.unwrap(), []);
    let session = engine.session(Scope::Operator).await.unwrap();
    assert_eq!(prices(&super::to_json(&session.adhoc(PRICES).await.unwrap().1)), ["1.8000", "0.6000", "1.2000"]);
    assert!(engine.refresh().await.unwrap().repriced.is_empty());
}

#[tokio::test]
async fn a_first_tariff_charges_what_came_before_it_and_leaves_others_as_they_are() {
    let world = World::new().await;
    let to = "+4588303080";
    let of = |customer: &str, mut rows: Vec<Value>| {
        rows.iter_mut().for_each(|row| row["customer"] = json!(customer));
        rows
    };
    for (customer, at) in
        [("099", "2026-05-06T09:00:00Z"), ("100", "2026-05-06T10:00:00Z"), ("101", "2026-06-06T10:00:00Z")]
    {
        world.store(&of(customer, call(customer, at, 180, to))).await;
    }
    world.store(&of("100", call("later", "2026-06-07T10:00:00Z", 180, to))).await;
    world.engine.refresh().await.unwrap();
    world.load(FILE).await;
    let engine = world.opened_again().await;
    let refreshed = engine.refresh().await.unwrap();
    assert_eq!(refreshed.days, 0, "no statistics but charges");
    let told: Vec<_> = refreshed.repriced.iter().map(|month| (month.customer.as_str(), month.after.as_str())).collect();
    assert_eq!(told, [("100", "0.6000"), ("100", "0.6000")]);
    assert_eq!(engine.check().await.unwrap(), []);
    let session = engine.session(Scope::Operator).await.unwrap();
    let rows = super::to_json(&session.adhoc(PRICES).await.unwrap().1);
    let prices: Vec<_> = rows.iter().map(|row| row["price"].as_str()).collect();
    assert_eq!(prices, [None, Some("0.6000"), None, Some("0.6000")]);
    assert!(engine.refresh().await.unwrap().repriced.is_empty());
}

/// A table's log and files as they were, put back over what came since.
async fn back_to(world: &World, table: &str, work: impl AsyncFnOnce()) {
    let (folder, kept) = (world.table_folder(table), world.table_folder("kept"));
    let copy = |from: &std::path::Path, to: &std::path::Path| {
        let _ = std::fs::remove_dir_all(to);
        assert!(std::process::Command::new("cp").arg("-a").args([from, to]).status().unwrap().success());
    };
    copy(&folder, &kept);
    work().await;
    copy(&kept, &folder);
    std::fs::remove_dir_all(kept).unwrap();
}

#[tokio::test]
async fn a_refresh_that_ends_between_its_commits_leaves_nothing_wrong_behind() {
    let world = World::new().await;
    world.load(FILE).await;
    let to = "+4588303080";
    world
        .store(&[call("b", "2026-05-06T10:00:00Z", 90, to), call("c", "2026-06-06T10:00:00Z", 180, to)].concat())
        .await;
    let months = "SELECT CAST(SUM(amount) AS VARCHAR) AS price FROM usage_months WHERE kind = 'calls' GROUP BY month ORDER BY month";
    assert_eq!(prices(&world.tell(months).await), ["0.0000", "0.6000"]);
    // A call that comes late takes from the allowance, and the charge of the one after it is committed; its day is not.
    world.store(&call("a", "2026-05-04T10:00:00Z", 60, to)).await;
    back_to(&world, "usage_days", async || drop(world.opened_again().await.refresh().await.unwrap())).await;
    let engine = world.opened_again().await;
    engine.refresh().await.unwrap();
    assert_eq!(engine.check().await.unwrap(), []);
    // The same with another tariff, and the difference is told all the same.
    let tariff = &FILE[..FILE.find("[[customer]]").unwrap()];
    world.load(&tariff.replace("2026-01-01", "2026-06-01").replace("0.60", "1.20")).await;
    back_to(&world, "usage_days", async || drop(world.opened_again().await.refresh().await.unwrap())).await;
    let engine = world.opened_again().await;
    let repriced = engine.refresh().await.unwrap().repriced;
    assert_eq!((repriced[0].before.as_str(), repriced[0].after.as_str()), ("0.6000", "1.2000"), "{repriced:?}");
    assert_eq!(engine.check().await.unwrap(), []);
    let session = engine.session(Scope::Operator).await.unwrap();
    assert_eq!(prices(&super::to_json(&session.adhoc(months).await.unwrap().1)), ["0.3000", "1.2000"]);
}

#[tokio::test]
async fn another_line_makes_months_outdated_once_and_not_for_ever() {
    let world = World::new().await;
    world.load(FILE).await;
    world.store(&call("a", "2026-05-06T10:00:00Z", 180, "+4588303080")).await;
    world.engine.refresh().await.unwrap();
    let line = "[[customer.local]]\nnumber = \"+4588303081\"\nname = \"L\"\n";
    world.load(&format!("{FILE}{line}")).await;
    world.engine.refresh().await.unwrap();
    // The days bear the mark of what holds now, as they do after a rebuild.
    assert_eq!(world.engine.check().await.unwrap(), []);
    let marks = "SELECT DISTINCT mark FROM stored.usage_days";
    let below = async |engine: &crate::Engine| {
        let session = engine.session(Scope::Operator).await.unwrap();
        super::to_json(&session.below().sql(marks).await.unwrap().collect().await.unwrap())
    };
    let refreshed = below(&world.engine).await;
    let engine = world.opened_again().await;
    engine.rebuild().await.unwrap();
    assert_eq!(refreshed, below(&engine).await);
}

#[tokio::test]
async fn what_the_network_told_is_paid_whatever_is_missing_and_however_much_it_is() {
    let world = World::new().await;
    world.load(FILE).await;
    let mut events = vec![
        event("call.answered", "2026-05-06T09:00:00Z", json!({"call": "headless"})),
        event(
            "call.ended",
            "2026-05-06T09:01:00Z",
            json!({"call": "headless", "reason": "normal", "price": "2.50", "currency": "DKK"}),
        ),
    ];
    for id in 0..3 {
        let at = format!("2026-05-06T10:00:0{id}Z");
        events.push(event("usage.sms", &at, json!({"line": "+4520304050", "price": "6000000000"})));
    }
    world.store(&events).await;
    let sql = "SELECT line, CAST(amount AS VARCHAR) AS price, currency FROM usage_months WHERE kind <> 'subscription' ORDER BY line";
    let told = world.tell(sql).await;
    assert_eq!(prices(&told), ["2.5000", "18000000000.0000"]);
    assert_eq!((&told[0]["line"], &told[1]["currency"]), (&json!(""), &json!("DKK")));
    // What has no currency of its own is in the customer's, also when that becomes another.
    let other = FILE.replace("\"DKK\"", "\"EUR\"").replace("name = \"C\"", "name = \"C\"\ncurrency = \"EUR\"");
    world.load(&other).await;
    let told = world.tell(sql).await;
    assert_eq!((&told[0]["currency"], &told[1]["currency"]), (&json!("DKK"), &json!("EUR")));
}

#[tokio::test]
async fn an_internal_call_is_the_callers_to_pay() {
    let world = World::new().await;
    world.load(FILE).await;
    let mut taken = call("taken", "2026-05-06T09:00:00Z", 300, "+4520304050");
    (taken[0]["direction"], taken[0]["from"]) = (json!("internal"), json!("204"));
    world.store(&taken).await;
    assert_eq!(prices(&world.tell(PRICES).await), ["0.0000"]);
}

#[tokio::test]
async fn messages_are_in_the_month_of_a_customer_that_pays_no_call() {
    let world = World::new().await;
    world.load(FILE).await;
    let message = json!({"line": "+4520304050", "to": "+4588303080"});
    world.store(&[event("usage.sms", "2026-05-06T10:00:00Z", message.clone())]).await;
    // A call that it took, which nobody pays.
    let mut taken = call("taken", "2026-05-06T09:00:00Z", 60, "+4588303080");
    (taken[0]["direction"], taken[0]["line_kind"]) = (json!("inbound"), json!("local"));
    world.store(&taken).await;
    let sql = "SELECT CAST(amount AS VARCHAR) AS price FROM usage_months WHERE kind = 'sms'";
    assert_eq!(prices(&world.tell(sql).await), ["0.2000"]);
    let days = "SELECT CAST(amount AS VARCHAR) AS price FROM usage_months WHERE month > TIMESTAMP '2026-01-01T00:00:00Z' AND kind = 'sms'";
    assert_eq!(prices(&world.ask(days).await), ["0.2000"]);
    // Nor where its rows are computed ahead of the statistics.
    world.store(&[event("usage.sms", "2026-05-20T10:00:00Z", message)]).await;
    let customer = "100".parse().unwrap();
    let ahead = world.engine.session_ahead(&customer).await.unwrap().unwrap();
    assert_eq!(prices(&super::to_json(&ahead.adhoc(sql).await.unwrap().1)), ["0.4000"]);
    assert_eq!(prices(&world.tell(sql).await), ["0.4000"]);
}

#[tokio::test]
async fn receipts_are_what_the_charges_were_made_of_and_add_up_to_the_invoice_lines() {
    let world = World::new().await;
    world.load(FILE).await;
    let to = "+4588303080";
    let line = |mut fields: Value| {
        fields["line"] = json!("+4520304050");
        fields
    };
    world
        .store(
            &[
                call("a", "2026-05-06T10:00:00Z", 90, to),
                call("b", "2026-05-20T10:00:00Z", 61, to),
                call("sweden", "2026-05-21T10:00:00Z", 61, "+4670123456"),
                vec![
                    event("usage.data", "2026-05-06T10:02:00Z", line(json!({"bytes": 1_000_001}))),
                    event("usage.data", "2026-05-06T10:03:00Z", line(json!({"bytes": 2_000_000, "country": "US"}))),
                    event(
                        "usage.sms",
                        "2026-05-06T10:04:00Z",
                        line(json!({"to": to, "price": "1.25", "currency": "DKK"})),
                    ),
                ],
            ]
            .concat(),
        )
        .await;
    let sum = "SELECT CAST(SUM(amount) AS VARCHAR) AS amount FROM usage_months WHERE kind <> 'subscription'";
    let months = world.tell(sum).await;
    let session = world.engine.session(Scope::Customer("100".parse().unwrap())).await.unwrap();
    let receipts = session.receipts("+4520304050", "2026-05".parse().unwrap()).await.unwrap();
    let told: Vec<_> = receipts.iter().map(|one| (one.receipt.why, one.receipt.amount.as_str())).collect();
    let expected = [
        ("by the tariff", "0.0000"),
        ("by the tariff", "0.5050"),
        ("by the tariff", "1.0000"),
        ("the network told the price", "1.2500"),
        ("by the tariff", "0.3100"),
        ("no rate matches", "0.0000"),
    ];
    assert_eq!(told.len(), expected.len(), "{receipts:?}");
    for ((why, amount), (expected_why, expected)) in told.iter().zip(expected) {
        assert!(*amount == expected && (expected_why == "no rate matches" || *why == expected_why), "{told:?}");
    }
    // Half a minute of the second call was left of the plan's two.
    let lines = serde_json::to_value(&receipts[4].receipt.lines).unwrap();
    assert_eq!((&lines[0]["step"], &lines[0]["quantity"]), (&json!("allowance"), &json!(30)));
    assert_eq!((&lines[1]["paid"], &lines[1]["amount"]), (&json!(31), &json!("0.31")));
    let ten_thousandths = |text: &str| text.replace('.', "").parse::<i64>().unwrap();
    let sum: i64 = receipts.iter().map(|one| ten_thousandths(&one.receipt.amount)).sum();
    assert_eq!(sum, ten_thousandths(months[0]["amount"].as_str().unwrap()));
    assert_eq!(session.receipts("+4520304050", "2026-06".parse().unwrap()).await.unwrap(), []);
    assert!(
        world.engine.session(Scope::Operator).await.unwrap().receipts("x", "2026-05".parse().unwrap()).await.is_err()
    );
}
