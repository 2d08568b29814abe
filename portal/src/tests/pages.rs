//! Pages: whole, in two languages, and nothing inline.

use axum::http::{Method, StatusCode};

use super::given::Portal;

const PAGES: [&str; 11] = [
    "/",
    "/queues",
    "/queues/sales",
    "/queues/sales?interval=hour&from=2025-10-26&to=2025-10-27",
    "/queues/sales?interval=day&service_level=ignore&seconds=25",
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

/// The heads of the table with this name.
fn heads(html: &str, name: &str) -> String {
    let table = html.split("<caption class=\"unseen\">").find(|table| table.starts_with(name)).unwrap();
    table.split("</thead>").next().unwrap().to_owned()
}

#[tokio::test]
async fn nobody_waits_in_a_month_that_is_long_over() {
    let portal = Portal::signed_in().await;
    let old = portal.page("/queues/support?interval=month&from=2025-09-01&to=2025-10-01&lang=en").await;
    assert!(heads(&old, "Queue support").contains("No outcome") && !heads(&old, "Queue support").contains("Waiting<"));
    // Nothing without an end, no column for it.
    let clean = portal.page("/queues/sales?interval=month&from=2025-01-01&to=2026-01-01&lang=en").await;
    assert!(!heads(&clean, "Queue Salg").contains("No outcome") && !heads(&clean, "Queue Salg").contains("Waiting<"));
    let list = portal.page("/queues/support/visits?from=2025-09-01&to=2025-10-01&outcome=waiting&lang=en").await;
    assert!(list.contains("<span class=\"mark unknown\">No outcome</span>"), "{list}");
}

#[tokio::test]
async fn hours_to_come_are_not_shown_as_nothing() {
    let portal = Portal::signed_in().await;
    for page in ["/queues/sales", "/calls/stats"] {
        // It is 13 o'clock.
        let html = portal.page(&format!("{page}?interval=hour&from=2025-10-26&to=2025-10-27")).await;
        assert!(html.contains("<th scope=\"row\">13:00</th>") && !html.contains("<th scope=\"row\">14:00</th>"));
        assert!(html.contains("0.0,null,null,null"), "{html}");
        let later = portal.page(&format!("{page}?interval=day&from=2026-01-01&to=2026-02-01&lang=en")).await;
        assert!(later.contains("The period has not begun yet."));
    }
}

#[tokio::test]
async fn lists_call_queues_by_their_names() {
    let portal = Portal::signed_in().await;
    for page in ["/calls?from=2025-10-26&to=2025-10-27&unit=leg", "/calls/c2", "/callbacks?state=attempted"] {
        let html = portal.page(page).await;
        assert!(html.contains(">Salg<") && !html.contains(">sales<"), "{page}: {html}");
    }
}

#[tokio::test]
async fn one_word_for_a_caller_who_was_reached() {
    let portal = Portal::signed_in().await;
    let english = portal.page("/callbacks?lang=en").await;
    assert!(english.contains("Reached") && !english.contains("Recovered"));
}

#[tokio::test]
async fn the_age_of_the_data_is_a_word() {
    let portal = Portal::signed_in().await;
    // Tests commit now and look in 2025, so their data is as fresh as can be.
    assert!(portal.page("/?lang=en").await.contains("<span class=\"mark fresh\""));
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
    assert!(wrong.text.contains("Periode"));
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
    assert!(metrics.contains("opkald_table_version{table=\"events\"} "), "{metrics}");
    assert!(metrics.contains("opkald_http_latency_seconds_bucket"), "{metrics}");
}
