//! Pages: whole, in two languages, and nothing inline.

use axum::http::{Method, StatusCode};

use super::given::Portal;

const PAGES: [&str; 11] = [
    "/",
    "/queues",
    "/queues/sales",
    "/queues/sales?interval=hour&from=2025-10-26&to=2025-10-27",
    "/queues/sales?interval=day&service_level=ignore&seconds=30",
    "/queues/sales?interval=month",
    "/queues/sales/visits",
    "/calls",
    "/calls/stats?interval=day",
    "/calls/c1",
    "/callbacks",
];

#[tokio::test]
async fn every_page_is_there_in_both_languages_with_the_datas_age_and_nothing_inline() {
    let portal = Portal::signed_in().await;
    for page in PAGES {
        for (lang, word) in [("da", "Log ud"), ("en", "Log out")] {
            let joint = if page.contains('?') { '&' } else { '?' };
            let html = portal.page(&format!("{page}{joint}lang={lang}")).await;
            assert!(html.contains(word) && html.contains(&format!("<html lang=\"{lang}\">")), "{page} {lang}");
            assert!(html.contains("id=\"data-age\"") && html.contains("2025"), "{page}");
            for inline in [" style=", "<style", "<script>", " onclick=", " onload=", "javascript:"] {
                assert!(!html.contains(inline), "{page} has {inline}");
            }
        }
    }
}

#[tokio::test]
async fn the_repeated_hour_is_told_apart_by_its_offset() {
    let portal = Portal::signed_in().await;
    let html = portal.page("/queues/sales?interval=hour&from=2025-10-26").await;
    assert!(html.contains("02:00 (+02:00)") && html.contains("02:00 (+01:00)"));
}

#[tokio::test]
async fn what_is_shown_is_escaped() {
    let portal = Portal::signed_in().await;
    let html = portal.page("/calls?number=%3Cscript%3Ealert(1)%3C/script%3E").await;
    assert!(!html.contains("<script>alert"));
}

#[tokio::test]
async fn the_last_day_of_a_form_becomes_the_end_of_an_address() {
    let portal = Portal::signed_in().await;
    let answer = portal.get("/queues/sales?interval=day&from=2025-10-01&through=2025-10-31&seconds=").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header("location"), "/queues/sales?interval=day&from=2025-10-01&to=2025-11-01");
}

#[tokio::test]
async fn errors_are_pages_too() {
    let portal = Portal::signed_in().await;
    let missing = portal.get("/queues/secret").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    assert!(missing.text.contains("<html"), "{}", missing.text);
    assert_eq!(portal.get("/nowhere").await.status, StatusCode::NOT_FOUND);
    let wrong = portal.get("/queues/sales?interval=week").await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    assert!(wrong.text.contains("interval"));
}

#[tokio::test]
async fn browsers_are_told_to_be_careful() {
    let portal = Portal::new().await;
    let answer = portal.get("/login").await;
    assert!(answer.header("content-security-policy").starts_with("default-src 'self'"));
    assert!(!answer.header("content-security-policy").contains("unsafe"));
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[tokio::test]
async fn assets_are_kept_for_good() {
    let portal = Portal::new().await;
    let login = portal.page("/login").await;
    let start = login.find("/assets/").unwrap();
    let sheet = login[start..].split('"').next().unwrap();
    let answer = portal.get(sheet).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.header("cache-control").contains("immutable"));
    assert_eq!(portal.get("/assets/x/nothing.css").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_process_tells_how_it_is() {
    let portal = Portal::new().await;
    assert_eq!(portal.get("/healthz").await.status, StatusCode::OK);
    let ready = portal.get("/readyz").await;
    assert_eq!(ready.status, StatusCode::OK, "{}", ready.text);
    assert_eq!(portal.send(Method::HEAD, "/login", &[], String::new()).await.status, StatusCode::OK);
    let metrics = portal.page("/metrics").await;
    assert!(
        metrics.contains("opkald_http_requests_total{method=\"GET\",route=\"/healthz\",status=\"200\"} 1"),
        "{metrics}"
    );
    assert!(metrics.contains("opkald_events_version "), "{metrics}");
    assert!(metrics.contains("opkald_http_latency_seconds_bucket"), "{metrics}");
}
