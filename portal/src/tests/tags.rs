//! Tags of answers: what is over is sent once.

use axum::http::{Method, StatusCode};

use super::given::{Answer, Portal};

const OVER: &str = "/api/v1/queues/sales/stats?interval=hour&from=2025-10-26&to=2025-10-27";

async fn again(portal: &Portal, address: &str, known: &str) -> Answer {
    portal.send(Method::GET, address, &[("if-none-match", known)], String::new()).await
}

#[tokio::test]
async fn who_has_a_period_that_is_over_gets_it_once() {
    let portal = Portal::signed_in().await;
    let first = portal.get(OVER).await;
    let tag = first.header("etag").to_owned();
    assert!(tag.starts_with("W/\"") && first.header("cache-control") == "private, no-cache");
    for known in [tag.clone(), format!("\"other\", {}", tag.trim_start_matches("W/")), "*".to_owned()] {
        let second = again(&portal, OVER, &known).await;
        assert_eq!((second.status, second.text.as_str()), (StatusCode::NOT_MODIFIED, ""), "{known}");
        assert_eq!(second.header("etag"), tag);
    }
    let other = again(&portal, &OVER.replace("hour", "day"), &tag).await;
    assert_eq!(other.status, StatusCode::OK);
    assert_ne!(other.header("etag"), tag);
}

#[tokio::test]
async fn what_goes_on_has_no_tag() {
    let portal = Portal::signed_in().await;
    let answer = portal.get("/api/v1/calls?from=2025-10-26&to=2090-01-01").await;
    assert_eq!((answer.status, answer.header("etag")), (StatusCode::OK, ""));
    let again = again(&portal, "/api/v1/calls?from=2025-10-26&to=2090-01-01", "*").await;
    assert_eq!(again.status, StatusCode::OK);
}

#[tokio::test]
async fn a_late_event_changes_the_tag() {
    let late = r#"{"id": "late", "type": "queue.joined", "time": "2025-10-26T05:00:00Z", "customer": "1001", "call": "late", "queue": "sales", "from": "+4540000099"}"#;
    let before = Portal::signed_in().await.get(OVER).await.header("etag").to_owned();
    let same = Portal::signed_in().await.get(OVER).await.header("etag").to_owned();
    let after = Portal::signed_in_over(late).await.get(OVER).await.header("etag").to_owned();
    assert_eq!(before, same);
    assert_ne!(before, after);
}
