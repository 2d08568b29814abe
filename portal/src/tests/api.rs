//! The JSON answers, on a day of 25 hours.

use axum::http::StatusCode;
use serde_json::Value;

use super::given::Portal;

const DAY: &str = "from=2025-10-26&to=2025-10-27";

fn sum(rows: &Value, name: &str) -> i64 {
    rows.as_array().unwrap().iter().map(|row| row[name].as_i64().unwrap()).sum()
}

#[tokio::test]
async fn a_day_of_25_hours_has_25_rows_that_add_up() {
    let portal = Portal::signed_in().await;
    let stats = portal.json(&format!("/api/v1/queues/sales/stats?interval=hour&{DAY}")).await;
    let rows = stats["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 25);
    assert_eq!(rows[2]["start"], "2025-10-26T02:00:00+02:00");
    assert_eq!(rows[3]["start"], "2025-10-26T02:00:00+01:00");
    assert_eq!((rows[2]["answered"].as_i64(), rows[3]["abandoned"].as_i64()), (Some(1), Some(1)));
    for name in ["joined", "answered", "abandoned", "short_abandoned", "key", "in_time", "waited"] {
        assert_eq!(sum(&stats["rows"], name), stats["total"][name].as_i64().unwrap(), "{name}");
    }
    let total = &stats["total"];
    assert_eq!(total["joined"], 5);
    assert_eq!(
        (total["answered"].as_i64(), total["abandoned"].as_i64(), total["short_abandoned"].as_i64()),
        (Some(2), Some(1), Some(1))
    );
    assert_eq!(total["asa_seconds"], 26.0);
    assert_eq!(total["service_level"], 0.25);
    assert!(stats["data_until"].is_string());
}

#[tokio::test]
async fn an_empty_bucket_has_counts_of_zero_and_no_ratio() {
    let portal = Portal::signed_in().await;
    let stats = portal.json(&format!("/api/v1/queues/sales/stats?interval=hour&{DAY}")).await;
    let empty = &stats["rows"][20];
    assert_eq!(empty["joined"], 0);
    for ratio in [
        "answered_rate",
        "abandon_rate",
        "asa_seconds",
        "awt_seconds",
        "att_seconds",
        "service_level",
        "max_wait_seconds",
    ] {
        assert!(empty[ratio].is_null(), "{ratio}");
    }
}

#[tokio::test]
async fn hours_days_and_months_tell_the_same() {
    let portal = Portal::signed_in().await;
    let span = "from=2025-10-01&to=2025-11-01";
    let mut totals = Vec::new();
    for interval in ["hour", "day", "month"] {
        let stats = portal.json(&format!("/api/v1/queues/sales/stats?interval={interval}&{span}")).await;
        assert_eq!(stats["interval"], interval);
        totals.push(stats["total"].clone());
    }
    assert_eq!(totals[0]["joined"], 6);
    assert_eq!(totals[0], totals[1]);
    assert_eq!(totals[1], totals[2]);
}

#[tokio::test]
async fn agents_have_what_they_took_and_how_long_they_were_there() {
    let portal = Portal::signed_in().await;
    let answer = portal.json(&format!("/api/v1/queues/sales/agents?{DAY}")).await;
    let agents = answer["agents"].as_array().unwrap();
    assert_eq!(agents.len(), 1);
    assert_eq!((agents[0]["agent"].as_str(), agents[0]["answered"].as_i64()), (Some("anna"), Some(2)));
    assert_eq!(agents[0]["logged_in_seconds"], 9.5 * 3600.0);
    assert_eq!(agents[0]["answer_rate"], 1.0);
}

#[tokio::test]
async fn an_agents_figures_are_told_with_the_visits_that_they_count() {
    let portal = Portal::signed_in().await;
    let span = "from=2025-09-01&to=2025-10-01";
    let agents = portal.json(&format!("/api/v1/queues/support/agents?{span}")).await;
    for agent in agents["agents"].as_array().unwrap() {
        let name = agent["agent"].as_str().unwrap();
        for figure in ["offers", "missed_offers", "answered", "transfers_in"] {
            let list = format!("/api/v1/queues/support/visits?{span}&agent={name}&counted={figure}&limit=1");
            assert_eq!(portal.json(&list).await["counted"], agent[figure], "{name} {figure}");
        }
    }
    let plain = portal.json(&format!("/api/v1/queues/support/visits?{span}&outcome=timeout,waiting")).await;
    assert_eq!(plain["total"], 2);
    assert!(plain["counted"].is_null() && plain["visits"][0]["counted"].is_null());
}

#[tokio::test]
async fn a_list_is_walked_by_its_cursor_each_row_once() {
    let portal = Portal::signed_in().await;
    for (list, name, all) in [("queues/sales/visits", "visits", 5), ("calls", "calls", 6)] {
        let first = format!("/api/v1/{list}?{DAY}&limit=2");
        let mut answer = portal.json(&first).await;
        assert_eq!(answer["total"], all, "{list}");
        let mut seen = Vec::new();
        loop {
            let rows = answer[name].as_array().unwrap();
            assert!(rows.len() <= 2);
            seen.extend(rows.iter().map(|row| row["call"].as_str().unwrap().to_owned()));
            let Some(next) = answer["next"].as_str() else { break };
            answer = portal.json(&format!("{first}&cursor={next}")).await;
        }
        assert_eq!(i64::try_from(seen.len()).unwrap(), all, "{list}");
        assert!(seen.windows(2).all(|pair| pair[0] > pair[1]), "{seen:?}");
    }
}

#[tokio::test]
async fn call_statistics_count_calls_and_legs() {
    let portal = Portal::signed_in().await;
    for line in ["", "&line=%2B4588303080", "&line=+4588303080"] {
        let stats = portal.json(&format!("/api/v1/calls/stats?interval=hour&{DAY}{line}")).await;
        let total = &stats["total"];
        assert_eq!(
            (total["calls"].as_i64(), total["inbound"].as_i64(), total["outbound"].as_i64()),
            (Some(6), Some(5), Some(1)),
            "{line}"
        );
        assert_eq!(
            (total["answered"].as_i64(), total["missed"].as_i64(), total["peak"].as_i64()),
            (Some(2), Some(3), Some(1))
        );
        assert_eq!(total["avg_talk_seconds"], 210.0);
        assert_eq!(total["peak_at"], "2025-10-26T02:10:12+02:00");
        assert_eq!(stats["rows"].as_array().unwrap().len(), 25);
    }
}

#[tokio::test]
async fn filters_find_what_they_name() {
    let portal = Portal::signed_in().await;
    let count =
        async |filter: &str| portal.json(&format!("/api/v1/calls?{DAY}&{filter}")).await["total"].as_i64().unwrap();
    assert_eq!(count("number=40000002").await, 2);
    assert_eq!(count("number=40+00+00+02&unit=call").await, 2);
    assert_eq!(count("direction=outbound").await, 1);
    assert_eq!(count("outcome=answered").await, 2);
    assert_eq!(count("queue=sales").await, 5);
    assert_eq!(count("line=%2B4588303080&counted=missed").await, 3);
    assert_eq!(count("unit=call&counted=answered").await, 2);
    assert_eq!(count("line=%2B4511111111").await, 0);
}

#[tokio::test]
async fn one_call_has_its_legs_and_visits() {
    let portal = Portal::signed_in().await;
    let call = portal.json("/api/v1/calls/c1").await;
    assert_eq!(call["legs"][0]["outcome"], "answered");
    assert_eq!(call["visits"][0]["queue"], "sales");
    assert_eq!(call["visits"][0]["wait_seconds"], 12.0);
}

#[tokio::test]
async fn lost_callers_have_a_state() {
    let portal = Portal::signed_in().await;
    let answer = portal.json("/api/v1/callbacks?queue=sales").await;
    let state = |number: &str| {
        let rows = answer["callbacks"].as_array().unwrap();
        rows.iter().find(|row| row["number"] == number).map(|row| row["state"].as_str().unwrap().to_owned())
    };
    assert_eq!(state("+4540000002").as_deref(), Some("attempted"));
    assert_eq!(state("+4540000003").as_deref(), Some("open"));
    assert_eq!(state("anonymous"), None);
    assert_eq!(portal.json("/api/v1/callbacks?state=attempted").await["total"], 1);
}

#[tokio::test]
async fn another_customers_things_are_not_there() {
    let portal = Portal::signed_in().await;
    for address in ["queues/secret/stats", "queues/secret/visits", "queues/secret/agents", "calls/x1", "nothing"] {
        let answer = portal.get(&format!("/api/v1/{address}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
    assert_eq!(portal.json("/api/v1/calls?number=40000077").await["total"], 0);
    let queues = portal.json("/api/v1/queues").await;
    let names: Vec<_> = queues["queues"].as_array().unwrap().iter().map(|queue| queue["queue"].clone()).collect();
    assert_eq!(names, ["sales", "support"]);
}

#[tokio::test]
async fn a_parameter_that_does_not_fit_is_named() {
    let portal = Portal::signed_in().await;
    for (address, field) in [
        ("queues/sales/stats?interval=week", "interval"),
        ("queues/sales/stats?from=26.10.2025", "from"),
        ("queues/sales/stats?interval=hour&from=2015-01-01&to=2025-01-01", "from"),
        ("queues/sales/stats?from=2025-10-26&to=2025-10-26", "to"),
        ("queues/sales/stats?service_level=best", "service_level"),
        ("queues/sales/stats?seconds=3601", "seconds"),
        ("queues/sales/visits?outcome=gone", "outcome"),
        ("queues/sales/visits?outcome=answered,gone", "outcome"),
        ("queues/sales/visits?counted=all", "counted"),
        ("queues/sales/visits?wait=10-5", "wait"),
        ("queues/sales/visits?within=1&within=2", "address"),
        ("calls?direction=up", "direction"),
        ("calls?limit=0", "limit"),
        ("calls?cursor=abc", "cursor"),
        ("callbacks?state=lost", "state"),
    ] {
        let answer = portal.get(&format!("/api/v1/{address}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{address}");
        assert_eq!(answer.json()["field"], field, "{address}");
    }
}
