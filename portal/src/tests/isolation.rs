//! Every operation that the description tells of, asked by those who may not: routes cannot be laid without being in it.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use serde_json::Value;

use super::given::{Answer, PIN, Portal};
use super::usage::{ACCOUNTS, uses};

/// What 1001 has for a part of a path. Whoever lays a route with another part says here what to try it with.
fn own(part: &str) -> &'static str {
    match part {
        "queue" => "sales",
        "call" => "c1",
        "number" => "%2B4520304050",
        "recording" => "r1",
        // No token is made here, so that none is found by anybody: what makes one has tests of its own.
        "token" => "01890a5d-ac96-774b-bcce-b302099a8057",
        other => panic!("nothing to try the part {other:?} of a path with"),
    }
}

/// An operation, with something of 1001's in each part of its path.
struct Operation {
    method: Method,
    address: String,
    names_something: bool,
    is_open: bool,
    is_stream: bool,
}

async fn operations(portal: &Portal) -> Vec<Operation> {
    let document = portal.json("/api/v1/openapi.json").await;
    let prefix = document["servers"][0]["url"].as_str().unwrap();
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let mut address = format!("{prefix}{path}");
        while let Some((before, rest)) = address.split_once('{') {
            let (part, after) = rest.split_once('}').unwrap();
            address = format!("{before}{}{after}", own(part));
        }
        for (method, operation) in item.as_object().unwrap() {
            operations.push(Operation {
                method: method.to_uppercase().parse().unwrap(),
                address: address.clone(),
                names_something: path.contains('{'),
                is_open: operation["security"] == serde_json::json!([{}]),
                is_stream: !operation["responses"]["200"]["content"]["text/event-stream"].is_null(),
            });
        }
    }
    operations
}

async fn get(portal: &Portal, operation: &Operation) -> Answer {
    // A stream has no end to be read to.
    if operation.is_stream { portal.first_of(&operation.address).await } else { portal.get(&operation.address).await }
}

/// All texts of a JSON value.
fn texts(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            into.insert(text.clone());
        }
        Value::Array(values) => values.iter().for_each(|value| texts(value, into)),
        Value::Object(fields) => fields.values().for_each(|value| texts(value, into)),
        _ => {}
    }
}

/// Ids, numbers and names in the events of a customer.
fn told_of(customer: &str) -> BTreeSet<String> {
    let events = include_str!("events.ndjson").to_owned() + &uses();
    let mut told = BTreeSet::new();
    for event in events.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()) {
        let fields = ["id", "call", "from", "to", "line", "queue", "agent"].map(|field| &event[field]);
        if event["customer"] == customer {
            fields.into_iter().for_each(|field| texts(field, &mut told));
        }
    }
    told
}

#[tokio::test]
async fn nothing_is_answered_without_a_session() {
    let portal = Portal::new().await;
    let mut open = Vec::new();
    for Operation { method, address, is_open, .. } in operations(&portal).await {
        if is_open {
            open.push(format!("{method} {address}"));
            continue;
        }
        let answer = portal.send(method, &address, &[], String::new()).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{address}: {}", answer.text);
    }
    open.sort();
    assert_eq!(open, ["DELETE /api/v1/session", "GET /api/v1/openapi.json", "POST /api/v1/session"]);
}

#[tokio::test]
async fn what_is_another_customers_is_not_there() {
    let mut portal = Portal::signed_in_paying(&uses(), ACCOUNTS).await;
    let operations = operations(&portal).await;
    let gets = || operations.iter().filter(|one| one.method == Method::GET && !one.is_open);
    // Its owner finds each of them, so that a stranger's 404 says something.
    for operation in gets() {
        let (answer, address) = (get(&portal, operation).await, &operation.address);
        assert_eq!(answer.status, StatusCode::OK, "{address}: {}", answer.text);
    }
    let foreign: BTreeSet<String> = told_of("1001").difference(&told_of("1002")).cloned().collect();
    assert!(foreign.len() > 10);
    let logged_in = portal.log_in("1002", "1234").await;
    assert_eq!(logged_in.status, StatusCode::OK);
    for operation in gets() {
        let (answer, address) = (get(&portal, operation).await, &operation.address);
        if operation.names_something {
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}: {}", answer.text);
            continue;
        }
        assert_eq!(answer.status, StatusCode::OK, "{address}: {}", answer.text);
        let mut found = BTreeSet::new();
        if answer.header("content-type").starts_with("application/json") {
            texts(&answer.json(), &mut found);
        } else if operation.is_stream {
            let told = answer.text.lines().find_map(|line| line.strip_prefix("data: ")).unwrap();
            texts(&serde_json::from_str(told).unwrap(), &mut found);
        } else {
            found.extend(answer.text.split([',', '\r', '\n']).map(str::to_owned));
        }
        let leaked: Vec<_> = found.intersection(&foreign).collect();
        assert!(leaked.is_empty(), "{address} tells 1002 of {leaked:?}");
    }
    for Operation { method, address, .. } in operations.iter().filter(|one| one.method != Method::GET && !one.is_open) {
        let answer = portal.send(method.clone(), address, &[("content-type", "application/json")], "{}".into()).await;
        assert!(answer.status.is_client_error(), "{method} {address}: {}", answer.status);
    }
    assert_eq!(portal.log_in("1001", PIN).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_description_has_a_page_and_names_no_operation_twice() {
    let portal = Portal::signed_in().await;
    let document = portal.json("/api/v1/openapi.json").await;
    let mut ids = BTreeSet::new();
    for item in document["paths"].as_object().unwrap().values() {
        for operation in item.as_object().unwrap().values() {
            let id = operation["operationId"].as_str().unwrap();
            assert!(ids.insert(id.to_owned()), "{id} is the name of two");
            assert!(!operation["summary"].as_str().unwrap().is_empty(), "{id} says nothing");
        }
    }
    assert!(ids.contains("get_queues_queue_stats") && ids.contains("get_calls_xlsx"));
    let page = portal.page("/api").await;
    assert!(page.contains("GET /api/v1/queues/{queue}/stats"));
}
