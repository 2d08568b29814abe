//! Tokens of programs: what lets in, what does not, and who may make them.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::given::{Answer, Portal};

const JSON: (&str, &str) = ("content-type", "application/json");

async fn make(portal: &Portal, body: Value) -> Answer {
    portal.send(Method::POST, "/api/v1/tokens", &[JSON], body.to_string()).await
}

fn asked(scopes: &[&str]) -> Value {
    json!({ "name": "Excel", "scopes": scopes, "ends_at": "2025-12-01T00:00:00Z" })
}

/// The same portal as a program without a cookie sees it.
async fn with(portal: &Portal, authorization: &str, address: &str) -> Answer {
    portal.anonymous(Method::GET, address, &[("authorization", authorization)]).await
}

#[tokio::test]
async fn a_token_sees_what_its_customer_sees_and_makes_no_other() {
    let portal = Portal::signed_in().await;
    let made = make(&portal, asked(&["read"])).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let secret = made.json()["token"].as_str().unwrap().to_owned();
    let bearer = format!("Bearer {secret}");
    let own = portal.json("/api/v1/calls?from=2025-10-26&to=2025-10-27").await;
    let seen = with(&portal, &bearer, "/api/v1/calls?from=2025-10-26&to=2025-10-27").await;
    assert_eq!((seen.status, seen.json()["calls"].clone()), (StatusCode::OK, own["calls"].clone()));
    assert_eq!(with(&portal, &bearer, "/api/v1/queues/secret/stats").await.status, StatusCode::NOT_FOUND);
    let list = with(&portal, &bearer, "/api/v1/tokens").await;
    assert_eq!(list.status, StatusCode::FORBIDDEN);
    assert!(list.text.contains("administrator"), "{}", list.text);
    // The list tells of it, without its secret.
    let listed = portal.get("/api/v1/tokens").await;
    assert_eq!(listed.json()["tokens"][0]["name"], "Excel");
    assert_eq!(listed.json()["tokens"][0]["last_used_at"], "2025-10-26T13:00:00+01:00");
    assert!(!listed.text.contains(&secret) && !listed.text.contains("token\":\""));
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let revoked = portal.send(Method::DELETE, &format!("/api/v1/tokens/{id}"), &[], String::new()).await;
    assert_eq!(revoked.status, StatusCode::NO_CONTENT);
    assert_eq!(with(&portal, &bearer, "/api/v1/calls").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn whatever_is_wrong_with_a_token_the_answer_is_the_same() {
    let portal = Portal::signed_in().await;
    let made = make(&portal, json!({ "name": "a", "scopes": ["read"], "ends_at": "2025-10-26T12:00:01Z" })).await;
    assert_eq!(made.status, StatusCode::CREATED);
    let unknown = format!("opk_{}", "0".repeat(72));
    let mut answers = Vec::new();
    for wrong in ["Bearer ", "Bearer opk_", &format!("Bearer {unknown}"), "Basic MTAwMTo0NzEx", "nonsense"] {
        let answer = with(&portal, wrong, "/api/v1/calls").await;
        assert_eq!((answer.status, answer.header("www-authenticate")), (StatusCode::UNAUTHORIZED, "Bearer"), "{wrong}");
        answers.push(answer.text);
    }
    answers.dedup();
    assert_eq!(answers.len(), 1);
    // A wrong token is not made good by a cookie beside it.
    let both = portal.send(Method::GET, "/api/v1/calls", &[("authorization", "Bearer no")], String::new()).await;
    assert_eq!(both.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_token_does_what_its_scopes_say() {
    let portal = Portal::signed_in().await;
    let sql = make(&portal, asked(&["sql"])).await.json()["token"].as_str().unwrap().to_owned();
    let refused = with(&portal, &format!("Bearer {sql}"), "/api/v1/calls").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.text.contains("scope read"), "{}", refused.text);
    for bad in [
        json!({}),
        asked(&[]),
        asked(&["write"]),
        json!({ "name": "", "scopes": ["read"], "ends_at": "2025-12-01T00:00:00Z" }),
        json!({ "name": "a", "scopes": ["read"], "ends_at": "2024-12-01T00:00:00Z" }),
        json!({ "name": "a", "scopes": ["read"], "ends_at": "2027-12-01T00:00:00Z" }),
        json!({ "name": "a", "scopes": ["read"], "ends_at": "2025-12-01T00:00:00Z", "customer": "1002" }),
    ] {
        let answer = make(&portal, bad.clone()).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{bad}");
    }
    let form = portal.send(Method::POST, "/api/v1/tokens", &[("content-type", "text/plain")], "{}".to_owned()).await;
    assert_eq!(form.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[tokio::test]
async fn a_token_of_another_customer_is_not_there_to_be_revoked() {
    let mut portal = Portal::signed_in().await;
    let made = make(&portal, asked(&["read"])).await.json();
    portal.log_in("1002", "1234").await;
    let address = format!("/api/v1/tokens/{}", made["id"].as_str().unwrap());
    assert_eq!(portal.send(Method::DELETE, &address, &[], String::new()).await.status, StatusCode::NOT_FOUND);
    let seen = with(&portal, &format!("Bearer {}", made["token"].as_str().unwrap()), "/api/v1/calls").await;
    assert_eq!(seen.status, StatusCode::OK);
}

#[tokio::test]
async fn the_page_makes_and_revokes_and_takes_no_form_of_others() {
    let portal = Portal::signed_in().await;
    let form = ("content-type", "application/x-www-form-urlencoded");
    let send = |address: String, body: String| {
        let portal = &portal;
        async move { portal.send(Method::POST, &address, &[form], body).await }
    };
    let page = portal.page("/access?lang=en").await;
    let mark = page.split_once("name=\"form_mark\" value=\"").unwrap().1.split_once('"').unwrap().0.to_owned();
    for stolen in ["", "form_mark=0&"] {
        let body = format!("{stolen}name=Power&scope=read&days=30");
        assert_eq!(send("/access/tokens".into(), body).await.status, StatusCode::FORBIDDEN);
    }
    let made = send("/access/tokens".into(), format!("form_mark={mark}&name=Power+BI&scope=read+sql&days=30")).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text);
    let secret = made.text.split_once("class=\"secret\">").unwrap().1.split_once('<').unwrap().0.to_owned();
    assert_eq!(with(&portal, &format!("Bearer {secret}"), "/api/v1/calls").await.status, StatusCode::OK);
    let page = portal.page("/access?lang=en").await;
    assert!(page.contains("Power BI") && !page.contains(&secret));
    let revoke = page.split_once("action=\"/access/tokens/").unwrap().1.split_once('"').unwrap().0.to_owned();
    let address = format!("/access/tokens/{revoke}");
    assert_eq!(send(address.clone(), String::new()).await.status, StatusCode::FORBIDDEN);
    assert_eq!(send(address, format!("form_mark={mark}")).await.status, StatusCode::SEE_OTHER);
    assert_eq!(with(&portal, &format!("Bearer {secret}"), "/api/v1/calls").await.status, StatusCode::UNAUTHORIZED);
    let unfilled = send("/access/tokens".into(), format!("form_mark={mark}&name=&scope=read&days=30")).await;
    assert_eq!(unfilled.status, StatusCode::BAD_REQUEST);
}
