//! A portal over a small lake: two customers, one day of 25 hours.

use std::io::Write;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_TYPE, COOKIE, SET_COOKIE};
use axum::http::request::Builder;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use chrono::{DateTime, Utc};
use chrono_tz::Europe::Copenhagen;
use futures::StreamExt;
use opkald_pipeline::{IngestOptions, Source};
use opkald_queries::{Engine, EngineOptions};
use opkald_storage::CustomerNumber;
use opkald_storage::book::{AccountFile, Book, Customer, Line, LineKind, Queue};
use opkald_storage::lake::Lake;
use opkald_storage::recordings::Recordings;
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt;

use crate::{AppState, PortalOptions, router};

/// The customer that the tests look at, and its PIN.
pub(super) const CUSTOMER: &str = "1001";
pub(super) const PIN: &str = "4711";

/// What the recording of `c1` holds; nobody has to hear it.
pub(super) const SOUND: &[u8] = b"RIFF0123456789";

/// What is in the lake. 2025-10-26 has 25 hours in Copenhagen: 02:00 comes twice.
const EVENTS: &str = include_str!("events.ndjson");

/// Noon of that day, UTC.
pub(super) fn now() -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2025-10-26T12:00:00Z").unwrap().to_utc()
}

/// A portal, and who is logged in to it.
pub(super) struct Portal {
    router: Router,
    cookie: String,
    _folder: TempDir,
}

/// An answer, read to its end.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
}

impl Answer {
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl Portal {
    /// A portal to which nobody is logged in.
    pub(super) async fn new() -> Self {
        Self::over("", "").await
    }

    /// The same with more events in the lake, one a line, and more accounts in the book.
    async fn over(more: &str, accounts: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        let book = Book::open(&path("book.sqlite")).await.unwrap();
        for (number, pin) in [(CUSTOMER, PIN), ("1002", "1234")] {
            let number = CustomerNumber::new(number).unwrap();
            book.upsert_customer(&Customer { name: "Bageriet Æ".into(), ..Customer::new(number.clone(), Copenhagen) })
                .await
                .unwrap();
            book.set_pin(&number, pin).await.unwrap();
        }
        let number = CustomerNumber::new(CUSTOMER).unwrap();
        book.upsert_queue(&Queue { name: "Salg".into(), ..Queue::new(number.clone(), "sales") }).await.unwrap();
        let line =
            Line { customer: number, number: "+4588303080".into(), kind: LineKind::Local, name: "Hovednummer".into() };
        book.upsert_line(&line).await.unwrap();
        book.load(&AccountFile::read(accounts).unwrap()).await.unwrap();

        let file = path("events.ndjson");
        std::fs::File::create(&file).unwrap().write_all(format!("{EVENTS}{more}").as_bytes()).unwrap();
        let lake = Lake::open(&path("lake")).await.unwrap();
        let ingest = IngestOptions::once(lake.clone(), vec![file.parse::<Source>().unwrap()]);
        let summary = opkald_pipeline::ingest(ingest).await.unwrap();
        assert_eq!(summary.dead_letters, 0);
        let engine = Engine::open(lake, book.clone(), EngineOptions::default()).await.unwrap();
        engine.refresh().await.unwrap();
        let registry = prometheus_client::registry::Registry::with_prefix("opkald");
        let recordings = Recordings::open(&path("recordings")).unwrap();
        recordings.put("1001/c1.wav", SOUND.to_vec()).await.unwrap();
        let state = AppState::new(Arc::new(engine), book, recordings, PortalOptions::default(), registry);
        let state = AppState { now, ..state };
        Self { router: router(state), cookie: String::new(), _folder: folder }
    }

    /// A portal to which the customer is logged in.
    pub(super) async fn signed_in() -> Self {
        Self::signed_in_over("").await
    }

    /// The same with more events in the lake, one a line.
    pub(super) async fn signed_in_over(more: &str) -> Self {
        Self::signed_in_paying(more, "").await
    }

    /// The same with more accounts in the book.
    pub(super) async fn signed_in_paying(more: &str, accounts: &str) -> Self {
        let mut portal = Self::over(more, accounts).await;
        portal.log_in(CUSTOMER, PIN).await;
        portal
    }

    pub(super) async fn log_in(&mut self, customer: &str, pin: &str) -> Answer {
        let body = serde_json::json!({ "customer": customer, "pin": pin }).to_string();
        let answer =
            self.send(Method::POST, "/api/v1/session", &[(CONTENT_TYPE.as_str(), "application/json")], body).await;
        self.cookie = answer.header(SET_COOKIE.as_str()).split(';').next().unwrap_or_default().to_owned();
        answer
    }

    pub(super) async fn get(&self, address: &str) -> Answer {
        self.send(Method::GET, address, &[], String::new()).await
    }

    /// Gets JSON that must be there.
    pub(super) async fn json(&self, address: &str) -> Value {
        let answer = self.get(address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}: {}", answer.text);
        answer.json()
    }

    /// Gets a page that must be there.
    pub(super) async fn page(&self, address: &str) -> String {
        let answer = self.get(address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}: {}", answer.text);
        answer.text
    }

    /// What a stream tells first.
    pub(super) async fn first_of(&self, address: &str) -> Answer {
        let request = Request::builder().uri(address).header(COOKIE, &self.cookie).body(Body::empty()).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let first = body.into_data_stream().next().await.unwrap().unwrap();
        Answer { status: parts.status, headers: parts.headers, text: String::from_utf8_lossy(&first).into_owned() }
    }

    /// Gets an answer as it is sent.
    pub(super) async fn bytes(&self, address: &str, headers: &[(&str, &str)]) -> (HeaderMap, Vec<u8>) {
        let mut request = Request::builder().uri(address).header(COOKIE, &self.cookie);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        (parts.headers, to_bytes(body, usize::MAX).await.unwrap().to_vec())
    }

    /// Asks without a cookie, as a program does.
    pub(super) async fn anonymous(&self, method: Method, address: &str, headers: &[(&str, &str)]) -> Answer {
        self.ask(Request::builder().method(method).uri(address), headers, String::new()).await
    }

    pub(super) async fn send(&self, method: Method, address: &str, headers: &[(&str, &str)], body: String) -> Answer {
        let request = Request::builder().method(method).uri(address).header(COOKIE, &self.cookie);
        self.ask(request, headers, body).await
    }

    async fn ask(&self, mut request: Builder, headers: &[(&str, &str)], body: String) -> Answer {
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        Answer { status: parts.status, headers: parts.headers, text: String::from_utf8_lossy(&bytes).into_owned() }
    }
}
