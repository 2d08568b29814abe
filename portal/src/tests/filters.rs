//! What a filter keeps, and what it says when it does not fit.

use axum::http::{Method, StatusCode};
use serde_json::json;

use super::given::Portal;
use super::told::Told;

#[tokio::test]
async fn an_hour_stays_an_hour_while_another_filter_changes() {
    let portal = Portal::signed_in().await;
    let hour = "from=2025-10-26T02:00:00%2B02:00&to=2025-10-26T02:00:00%2B01:00";
    for list in ["/queues/sales/visits", "/calls"] {
        let page = portal.page(&format!("{list}?{hour}")).await;
        assert!(page.contains("name=\"exact_from\" value=\"2025-10-26T02:00:00+02:00\""), "{page}");
        assert!(page.contains("from=2025-10-26&#38;to=2025-10-27\">"), "a way to the whole day");
        let exact = hour.replace("from=", "exact_from=").replace("to=", "exact_to=");
        let kept =
            portal.get(&format!("{list}?from=2025-10-26&through=2025-10-26&{exact}&outcome=answered&agent=")).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER);
        assert_eq!(kept.header("location"), format!("{list}?outcome=answered&{hour}"));
        // Other dates are those of the form, whole.
        let moved = portal.get(&format!("{list}?from=2025-10-25&through=2025-10-26&{exact}")).await;
        assert_eq!(moved.header("location"), format!("{list}?from=2025-10-25&to=2025-10-27"));
    }
    let whole = portal.page("/calls?from=2025-10-26&to=2025-10-27").await;
    assert!(!whole.contains("exact_from"));
}

#[tokio::test]
async fn a_field_that_does_not_fit_is_named_where_the_figures_stood() {
    let portal = Portal::signed_in().await;
    for (address, lang, field, remedy) in [
        ("/calls?direction=up", "en", "Direction:", "“up” cannot be chosen here. Choose a value of the list."),
        ("/calls?direction=up", "da", "Retning:", "»up« kan ikke vælges her. Vælg en af listens værdier."),
        ("/calls?from=2025-10-26&to=2025-10-25", "da", "Til og med:", "Perioden slutter, før den begynder."),
        ("/calls?from=2025-10-26&through=never", "da", "Til og med:", "»never« er ikke en dato."),
        ("/queues/sales/visits?within=x", "en", "Waited at most (s):", "Write 20, for example."),
        ("/queues/sales/visits?wait=9-3", "en", "Waited between:", "the lower first"),
        ("/queues/sales/visits?counted=all", "en", "Count:", "“all” cannot be chosen here."),
        ("/queues/sales?interval=hour&from=2024-01-01&to=2025-01-01", "en", "From:", "look at it by day or by month"),
        ("/queues/sales?interval=week", "en", "Period:", "“week” cannot be chosen here."),
        ("/callbacks?state=lost", "en", "State:", "“lost” cannot be chosen here."),
        ("/calls?from=2025-10-26&from=2025-10-25", "en", "The address:", "names something twice"),
    ] {
        let joint = format!("{address}&lang={lang}");
        let answer = portal.send(Method::GET, &joint, &[("hx-request", "true")], String::new()).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{address}");
        // The script puts this element in the place of the one that held the figures.
        let result = answer.text.split("id=\"result\"").nth(1).unwrap_or_default().split("</div>").next().unwrap();
        assert!(result.contains("role=\"alert\""), "{address}: {result}");
        assert!(result.contains(field) && result.contains(remedy), "{address}: {result}");
    }
    // The script is told to put errors in.
    let page = portal.page("/calls").await;
    assert!(page.contains(r#"{"code":"[45]..","swap":true"#), "{page}");
}

#[tokio::test]
async fn without_a_choice_an_error_speaks_the_customers_language() {
    let portal = Portal::signed_in().await;
    assert!(portal.get("/calls?direction=up").await.text.contains("<html lang=\"da\">"));
}

#[tokio::test]
async fn a_script_without_a_session_leaves_for_the_login() {
    let portal = Portal::new().await;
    let answer = portal.send(Method::GET, "/calls?number=1", &[("hx-request", "true")], String::new()).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(answer.header("hx-redirect"), "/login?next=%2Fcalls%3Fnumber%3D1");
}

#[tokio::test]
async fn a_caller_without_a_number_is_found_by_the_word_that_the_table_shows() {
    let mut told = Told::default();
    let began = json!({
        "call": "hidden", "direction": "inbound", "from": "anonymous", "to": "+4588303080", "line": "+4588303080",
        "line_kind": "local",
    });
    told.event("call.started", "2025-10-02T09:00:00Z".parse().unwrap(), began);
    let portal = Portal::signed_in_over(&told.lines).await;
    for word in ["Anonym", "anonymous"] {
        let found = portal.json(&format!("/api/v1/calls?number={word}&from=2025-10-02&to=2025-10-03")).await;
        assert_eq!(found["calls"].as_array().unwrap().len(), 1, "{word}: {found}");
    }
}
