//! What a request gets that does not fit: problem details from the API, a page from the portal.

use axum::http::{Method, StatusCode};

use super::given::Portal;

#[tokio::test]
async fn every_fault_under_the_api_is_a_problem() {
    let portal = Portal::signed_in().await;
    for (method, address, status) in [
        (Method::GET, "/calls/%ff", 400),
        (Method::GET, "/queues/%ff/stats", 400),
        (Method::GET, "/queues/%ff/visits", 400),
        (Method::GET, "/queues/%ff/agents", 400),
        (Method::GET, "/queues/%ff/live", 400),
        (Method::GET, "/calls?limit=%ff", 400),
        (Method::POST, "/calls", 405),
        (Method::PUT, "/queues/sales/stats", 405),
        (Method::GET, "/session", 405),
        (Method::GET, "/nothing", 404),
        (Method::POST, "/nothing/at/all", 404),
        (Method::GET, "/", 404),
        (Method::GET, "", 404),
        (Method::GET, "/queues/", 404),
        (Method::GET, "/queues/nothing/live", 404),
    ] {
        let answer = portal.send(method.clone(), &format!("/api/v1{address}"), &[], String::new()).await;
        assert_eq!(answer.status.as_u16(), status, "{method} {address}");
        assert_eq!(answer.header("content-type"), "application/problem+json", "{method} {address}");
        assert_eq!(answer.json()["status"], status, "{method} {address}");
    }
}

#[tokio::test]
async fn a_part_of_a_path_that_is_no_text_is_named() {
    let portal = Portal::signed_in().await;
    assert_eq!(portal.get("/api/v1/calls/%ff").await.json()["field"], "call");
    assert_eq!(portal.get("/api/v1/queues/%ff/stats").await.json()["field"], "queue");
    for page in ["/calls/%ff", "/queues/%ff", "/queues/%ff/visits"] {
        let answer = portal.get(&format!("{page}?lang=en")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{page}");
        assert!(answer.text.contains("<html") && answer.text.contains("The address is broken."), "{}", answer.text);
    }
}

#[tokio::test]
async fn a_method_that_is_not_known_is_told_which_are() {
    let portal = Portal::signed_in().await;
    let api = portal.send(Method::POST, "/api/v1/calls", &[], String::new()).await;
    assert_eq!(api.header("allow"), "GET,HEAD");
    let page = portal.send(Method::POST, "/calls?lang=en", &[], String::new()).await;
    assert_eq!(page.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(page.text.contains("<html") && page.text.contains("cannot be used in this way"), "{}", page.text);
}
