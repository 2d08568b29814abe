//! The period before stands beside each figure, and opens to its own rows.

use super::given::Portal;

/// A call that began at noon of a day of October, and was answered.
fn call(id: &str, day: u32) -> String {
    let started = format!(
        r#"{{"id": "{id}s", "type": "call.started", "time": "2025-10-{day}T10:00:00Z", "customer": "1001", "call": "{id}", "direction": "inbound", "to": "+4588303080", "line": "+4588303080", "line_kind": "local", "from": "+4540000001"}}"#
    );
    let answered = format!(
        r#"{{"id": "{id}a", "type": "call.answered", "time": "2025-10-{day}T10:00:05Z", "customer": "1001", "call": "{id}"}}"#
    );
    let ended = format!(
        r#"{{"id": "{id}e", "type": "call.ended", "time": "2025-10-{day}T10:01:05Z", "customer": "1001", "call": "{id}", "reason": "normal"}}"#
    );
    format!("{started}\n{answered}\n{ended}\n")
}

/// The tile of a name.
fn tile<'a>(page: &'a str, name: &str) -> &'a str {
    let (_, after) = page.split_once(&format!("<dt>{name}</dt>")).unwrap();
    after.split_once("</dd>").unwrap().0
}

#[tokio::test]
async fn a_figure_stands_beside_that_of_the_period_before() {
    let more: String = [("a", 24), ("b", 24), ("c", 25), ("d", 25), ("e", 25)].map(|(id, day)| call(id, day)).concat();
    let portal = Portal::signed_in_over(&more).await;
    let page = portal.page("/calls/stats?lang=en&interval=day&from=2025-10-25&to=2025-10-26").await;
    let calls = tile(&page, "Calls");
    assert!(calls.contains(">4</a>") && calls.contains(">2</a> (+100.0\u{a0}%)"), "{calls}");
    let (_, link) = calls.rsplit_once("href=\"").unwrap();
    let link = link.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
    let rows = portal.page(&link).await;
    assert!(rows.contains("<strong>2</strong>"), "{link}");
    // Ratios and times have one too, without a share of a share.
    assert!(tile(&page, "Average talk").contains("1:00"), "{page}");
}

#[tokio::test]
async fn what_is_not_over_is_not_said_to_be_less() {
    let portal = Portal::signed_in_over(&call("a", 25)).await;
    let page = portal.page("/calls/stats?lang=en&interval=hour&from=2025-10-26&to=2025-10-27").await;
    let calls = tile(&page, "Calls");
    assert!(calls.contains("Before:") && !calls.contains('%'), "{calls}");
}
