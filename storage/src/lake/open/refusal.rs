//! Why a store will not do, in a sentence that names the thing and the remedy.

use std::error::Error;

use object_store::client::{HttpError, HttpErrorKind};

use super::probe::{Doing, Fault};
use super::s3::Client;

/// The condition, as HTTP has it.
const CONDITION: &str = "`If-None-Match: *`";

/// What a store that does not hold to the condition comes to.
const CONSEQUENCE: &str = "two processes could both believe that their commit landed, and one would be lost; choose a \
                           store with conditional writes";

pub(super) fn sentence(fault: &Fault, client: &Client) -> String {
    let endpoint = &client.endpoint;
    match fault {
        Fault::Replaces => format!(
            "{endpoint} replaces an object though it is put on the condition that there is none ({CONDITION}): \
             {CONSEQUENCE}"
        ),
        Fault::Winners(several) => format!(
            "{endpoint} told {several} of the writers who put under one name at once, on the condition that there is no \
             object ({CONDITION}), that they came first: {CONSEQUENCE}"
        ),
        Fault::Altered => format!(
            "{endpoint} holds another object than the one that it took first, though all were put on the condition \
             that there is none ({CONDITION}): {CONSEQUENCE}"
        ),
        Fault::TakesNothing => format!(
            "{endpoint} takes no object that is put on the condition that there is none ({CONDITION}), though there is \
             none; choose a store with conditional writes"
        ),
        Fault::Failed(doing, error) => failed(*doing, error, client),
    }
}

/// What a failed request means.
fn failed(doing: Doing, error: &object_store::Error, client: &Client) -> String {
    let (endpoint, bucket) = (&client.endpoint, &client.bucket);
    let text = whole(error);
    if !client.has_keys && text.contains("/latest/") {
        return format!(
            "there are no keys for {endpoint}; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run where the cloud \
             gives the machine a role"
        );
    }
    if let Some(cause) = transport(error) {
        return format!(
            "{endpoint} cannot be reached ({cause}); see whether it is up, and whether AWS_ENDPOINT_URL is its address"
        );
    }
    // By the store's own code, where it told one; some send nothing but the status.
    match (code(&text), status(&text)) {
        (Some("NoSuchBucket"), _) => {
            format!("there is no bucket {bucket} at {endpoint}; make it, or correct the name")
        }
        (Some(code @ ("InvalidAccessKeyId" | "SignatureDoesNotMatch" | "InvalidToken" | "ExpiredToken")), _) => {
            format!(
                "{endpoint} does not take the keys ({code}); see to AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, where \
                 the keys are for a while, AWS_SESSION_TOKEN"
            )
        }
        (Some("RequestTimeTooSkewed"), _) => {
            format!("{endpoint} refuses requests that are dated as by this machine; set its clock right")
        }
        (Some("PermanentRedirect" | "AuthorizationHeaderMalformed"), _) => wrong_region(client),
        (None, None) if text.contains("redirect without LOCATION") => wrong_region(client),
        (Some("NotImplemented"), _) | (None, Some(501)) if doing == Doing::Put => unknown_condition(client),
        (Some("AccessDenied"), _) | (_, Some(401 | 403)) => no_right(doing, client),
        (Some("SlowDown" | "ServiceUnavailable" | "InternalError"), _) | (None, Some(429 | 500 | 502..=504)) => {
            format!("{endpoint} is busy, or not ready yet ({}); try again in a while", shortened(&text))
        }
        _ => format!("{endpoint} answers as no store does: {}", shortened(&text)),
    }
}

fn no_right(doing: Doing, client: &Client) -> String {
    let (endpoint, bucket) = (&client.endpoint, &client.bucket);
    let (what, right) = match doing {
        Doing::List => ("list", "s3:ListBucket"),
        Doing::Put => ("put", "s3:PutObject"),
        Doing::Get => ("read", "s3:GetObject"),
        Doing::Delete => ("delete", "s3:DeleteObject"),
    };
    format!("the keys may not {what} objects in bucket {bucket} at {endpoint}; grant them {right} under this address")
}

fn unknown_condition(client: &Client) -> String {
    let endpoint = &client.endpoint;
    format!("{endpoint} does not know puts on the condition that there is no object ({CONDITION}): {CONSEQUENCE}")
}

fn wrong_region(client: &Client) -> String {
    let (endpoint, bucket, region) = (&client.endpoint, &client.bucket, &client.region);
    format!("bucket {bucket} at {endpoint} lies in another region than {region}; name it by AWS_REGION")
}

/// An error and its causes.
fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error: &&'a (dyn Error + 'static)| (*error).source())
}

/// What kept a request or its answer from getting through, if that was it.
fn transport(error: &object_store::Error) -> Option<String> {
    let error = chain(error).find_map(|cause| cause.downcast_ref::<HttpError>())?;
    Some(match error.kind() {
        HttpErrorKind::Timeout => "no answer in time".to_owned(),
        _ => chain(error).last().map(ToString::to_string).unwrap_or_default(),
    })
}

fn whole(error: &object_store::Error) -> String {
    chain(error).map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// The store's code for what went wrong. It answers by XML; the client tells it otherwise where several were asked for.
fn code(text: &str) -> Option<&str> {
    let between = |before, after| text.split_once(before)?.1.split_once(after).map(|(code, _)| code);
    between("<Code>", "</Code>").or_else(|| between("(code: ", ")"))
}

/// The status of an answer, as the client's error tells it.
fn status(text: &str) -> Option<u16> {
    let (_, rest) = text.split_once("status code: ")?;
    rest.get(..3)?.parse().ok()
}

/// No more than a person reads of what a stranger answers.
fn shortened(text: &str) -> String {
    const CHARACTERS: usize = 300;
    let mut short: String = text.chars().take(CHARACTERS).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests;
