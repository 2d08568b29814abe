//! A call's id that is used again makes another call, in the list as in the statistics.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::given::Portal;
use super::told::{Told, after};

const HOUR: i64 = 3_600;

#[tokio::test]
async fn the_list_of_calls_holds_what_the_statistics_count_where_an_id_is_used_again() {
    let start: DateTime<Utc> = "2025-10-02T09:00:00Z".parse().unwrap();
    let mut told = Told::default();
    let began = json!({
        "call": "x", "direction": "inbound", "from": "+4540000050", "to": "+4588303080", "line": "+4588303080",
        "line_kind": "local",
    });
    told.event("call.started", start, began.clone());
    told.event("call.answered", after(start, 10), json!({ "call": "x" }));
    told.event("call.ended", after(start, 70), json!({ "call": "x", "reason": "normal" }));
    told.event("call.started", after(start, 25 * HOUR), began);
    told.event("call.ended", after(start, 25 * HOUR + 20), json!({ "call": "x", "reason": "no_answer" }));
    let portal = Portal::signed_in_over(&told.lines).await;
    for (day, outcome) in [("2025-10-02", "answered"), ("2025-10-03", "missed")] {
        let next = if day == "2025-10-02" { "2025-10-03" } else { "2025-10-04" };
        let stats = portal.json(&format!("/api/v1/calls/stats?interval=day&from={day}&to={next}")).await;
        assert_eq!((&stats["total"]["calls"], &stats["total"][outcome]), (&json!(1), &json!(1)), "{stats}");
        let list = portal.json(&format!("/api/v1/calls?unit=call&counted={outcome}&from={day}&to={next}")).await;
        assert_eq!(list["calls"].as_array().unwrap().len(), 1, "{day}: {list}");
        assert_eq!(list["total"], 1);
    }
}
