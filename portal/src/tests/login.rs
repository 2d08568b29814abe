//! Who gets in, and who does not.

use axum::http::{Method, StatusCode};

use super::given::{CUSTOMER, PIN, Portal};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

#[tokio::test]
async fn without_a_session_pages_lead_to_the_login_and_the_api_says_so() {
    let portal = Portal::new().await;
    let page = portal.get("/queues/sales?interval=day").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert_eq!(page.header("location"), "/login?next=%2Fqueues%2Fsales%3Finterval%3Dday");
    let api = portal.get("/api/v1/queues").await;
    assert_eq!(api.status, StatusCode::UNAUTHORIZED);
    assert_eq!(api.header("content-type"), "application/problem+json");
    assert_eq!(api.json()["status"], 401);
}

#[tokio::test]
async fn the_form_logs_in_and_goes_on() {
    let portal = Portal::new().await;
    let body = format!("customer={CUSTOMER}&pin={PIN}&next=%2Fqueues");
    let answer = portal.send(Method::POST, "/login", &[FORM], body).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header("location"), "/queues");
    let cookie = answer.header("set-cookie");
    assert!(
        cookie.starts_with("opkald_session=") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
}

#[tokio::test]
async fn a_wrong_pin_gets_the_form_again_without_the_pin() {
    let portal = Portal::new().await;
    let answer = portal.send(Method::POST, "/login", &[FORM], format!("customer={CUSTOMER}&pin=98765")).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(answer.text.contains("role=\"alert\"") && answer.text.contains(CUSTOMER));
    assert!(!answer.text.contains("98765"));
}

#[tokio::test]
async fn a_session_that_was_ended_is_over() {
    let portal = Portal::signed_in().await;
    assert_eq!(portal.get("/api/v1/queues").await.status, StatusCode::OK);
    let answer = portal.send(Method::DELETE, "/api/v1/session", &[], String::new()).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(portal.get("/api/v1/queues").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn another_sites_post_is_refused() {
    let portal = Portal::new().await;
    let headers = [FORM, ("origin", "https://evil.example"), ("host", "portal.example")];
    let answer = portal.send(Method::POST, "/login", &headers, format!("customer={CUSTOMER}&pin={PIN}")).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_body_that_is_no_login_is_named() {
    let portal = Portal::new().await;
    let json = ("content-type", "application/json");
    for (body, field) in [
        ("", "body"),
        ("{", "body"),
        ("[]", "body"),
        ("{}", "customer"),
        (r#"{"pin":"1"}"#, "customer"),
        (r#"{"customer":"1001"}"#, "pin"),
        (r#"{"customer":"1001","pin":4711}"#, "pin"),
        (r#"{"customer":"x","pin":"1"}"#, "customer"),
    ] {
        let answer = portal.send(Method::POST, "/api/v1/session", &[json], body.into()).await;
        assert_eq!((answer.status, answer.json()["field"].as_str()), (StatusCode::BAD_REQUEST, Some(field)), "{body}");
        assert_eq!(answer.header("content-type"), "application/problem+json", "{body}");
    }
    let form = portal.send(Method::POST, "/api/v1/session", &[FORM], "customer=1001&pin=4711".into()).await;
    assert_eq!((form.status, form.json()["field"].as_str()), (StatusCode::UNSUPPORTED_MEDIA_TYPE, Some("body")));
    assert_eq!(form.header("content-type"), "application/problem+json");
}

#[tokio::test]
async fn a_form_that_cannot_be_read_gets_the_form_again_with_a_sentence() {
    let portal = Portal::new().await;
    let text = ("content-type", "text/plain");
    for (header, body) in [
        (FORM, ""),
        (FORM, "customer=1001"),
        (FORM, "customer=1001&customer=1002&pin=1"),
        (FORM, "pin=%ff&customer=%ff%fe"),
        (text, "customer=1001&pin=4711"),
    ] {
        let answer = portal.send(Method::POST, "/login?lang=en", &[header], body.into()).await;
        assert_eq!(answer.status.as_u16() / 100, 4, "{body}");
        assert!(answer.header("content-type").starts_with("text/html"), "{body}: {}", answer.text);
        let sentence = answer.text.split("role=\"alert\">").nth(1).unwrap().split('<').next().unwrap();
        assert!(sentence.contains("PIN") && sentence.ends_with('.'), "{body}: {sentence}");
        assert!(answer.text.contains("name=\"pin\""), "{body}");
    }
    let twice = portal.get("/login?next=a&next=b").await;
    assert_eq!(twice.status, StatusCode::BAD_REQUEST);
    assert!(twice.text.contains("<html"), "{}", twice.text);
}
