#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
//! Answers of stores, and the sentences that they are told by.

use std::sync::Arc;

use async_trait::async_trait;
use object_store::client::{HttpClient, HttpConnector, HttpRequest, HttpResponse, HttpService};
use object_store::{ClientOptions, Result};

use super::super::probe::probe;
use super::super::s3::{S3Variables, builder};
use super::*;

/// A store that answers every request by a method in one way, and lists nothing otherwise.
#[derive(Debug, Clone)]
struct Answering(Arc<Vec<(&'static str, u16, &'static str)>>);

#[async_trait]
impl HttpService for Answering {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let listing = (200, "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>");
        let told = self.0.iter().find(|(method, ..)| request.method().as_str() == *method);
        let (status, body) = told.map_or(listing, |(_, status, body)| (*status, *body));
        let mut response = HttpResponse::new(body.to_owned().into());
        *response.status_mut() = status.try_into().unwrap();
        response.headers_mut().insert("etag", "\"1\"".parse().unwrap());
        Ok(response)
    }
}

impl HttpConnector for Answering {
    fn connect(&self, _: &ClientOptions) -> Result<HttpClient> {
        Ok(HttpClient::new(self.clone()))
    }
}

fn client(answers: &[(&'static str, u16, &'static str)]) -> Client {
    let keys =
        [("AWS_ACCESS_KEY_ID", "a"), ("AWS_SECRET_ACCESS_KEY", "b"), ("AWS_ENDPOINT_URL", "https://store.example")];
    let variables: S3Variables = keys.into_iter().collect();
    let builder = builder(&variables).with_http_connector(Answering(Arc::new(answers.to_vec())));
    Client::of(builder, "calls").unwrap()
}

/// The sentence by which a store is refused that answers so.
async fn refusal(answers: &[(&'static str, u16, &'static str)]) -> String {
    let client = client(answers);
    let fault = probe(&client.impatient).await.unwrap_err();
    sentence(&fault, &client)
}

#[tokio::test]
async fn an_answer_is_told_by_its_meaning_and_its_remedy() {
    let error = |code: &str| format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>m</Message></Error>");
    let told = [
        ("GET", 404, "NoSuchBucket", "there is no bucket calls at https://store.example; make it"),
        ("GET", 403, "InvalidAccessKeyId", "does not take the keys (InvalidAccessKeyId); see to AWS_ACCESS_KEY_ID"),
        ("GET", 403, "SignatureDoesNotMatch", "does not take the keys (SignatureDoesNotMatch)"),
        ("GET", 400, "ExpiredToken", "AWS_SESSION_TOKEN"),
        ("GET", 403, "RequestTimeTooSkewed", "set its clock right"),
        ("GET", 301, "PermanentRedirect", "another region than us-east-1; name it by AWS_REGION"),
        ("GET", 400, "AuthorizationHeaderMalformed", "name it by AWS_REGION"),
        (
            "GET",
            403,
            "AccessDenied",
            "may not list objects in bucket calls at https://store.example; grant them s3:ListBucket",
        ),
        (
            "PUT",
            403,
            "AccessDenied",
            "may not put objects in bucket calls at https://store.example; grant them s3:PutObject",
        ),
        (
            "PUT",
            501,
            "NotImplemented",
            "does not know puts on the condition that there is no object (`If-None-Match: *`)",
        ),
        ("PUT", 501, "", "does not know puts on the condition that there is no object (`If-None-Match: *`)"),
        ("GET", 503, "SlowDown", "is busy, or not ready yet"),
        ("GET", 500, "InternalError", "is busy, or not ready yet"),
        ("GET", 429, "", "try again in a while"),
        ("PUT", 405, "MethodNotAllowed", "answers as no store does: "),
    ];
    for (method, status, code, sentence) in told {
        let body: &'static str = if code.is_empty() { "" } else { Box::leak(error(code).into_boxed_str()) };
        let refusal = refusal(&[(method, status, body)]).await;
        assert!(refusal.contains(sentence), "{method} {status} {code}: {refusal}");
    }
}

#[tokio::test]
async fn a_store_that_takes_whatever_is_put_is_refused_by_name() {
    let refusal = refusal(&[("PUT", 200, "")]).await;
    assert!(refusal.starts_with("https://store.example replaces an object"), "{refusal}");
    assert!(refusal.contains("two processes could both believe that their commit landed"), "{refusal}");
}

#[tokio::test]
async fn a_right_that_is_missing_for_one_of_several_objects_is_told() {
    let answer =
        "<DeleteResult><Error><Key>_probe/x</Key><Code>AccessDenied</Code><Message>no</Message></Error></DeleteResult>";
    let client = client(&[("POST", 200, answer)]);
    let error = object_store::ObjectStoreExt::delete(&client.store, &"_probe/x".into()).await.unwrap_err();
    let sentence = sentence(&Fault::Failed(Doing::Delete, error), &client);
    assert!(
        sentence.contains("may not delete objects in bucket calls") && sentence.contains("s3:DeleteObject"),
        "{sentence}"
    );
}
