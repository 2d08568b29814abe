//! The client of an S3-compatible store: whom it asks, in whose name, and how long it waits.

use std::fmt;
use std::time::Duration;

use object_store::aws::{AmazonS3, AmazonS3Builder, AmazonS3ConfigKey, S3ConditionalPut};
use object_store::{BackoffConfig, ClientConfigKey, ClientOptions, RetryConfig};
use url::{Host, Url};

/// How long a connection may take to come about. A store that is there accepts within milliseconds.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a request may take, its body included. The longest body is one file of a commit, some ten megabytes by the
/// usual settings: half a megabyte a second is enough for it.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// How often a request is sent again, and until how long after the first time. It bridges what passes by itself: a server
/// that is restarted, a store that asks for less haste. What lasts longer is told; an entry of a log, whose fate must be
/// known, is asked after for half a minute from then on by the commit.
const RETRIES: usize = 10;
const RETRY_FOR: Duration = Duration::from_secs(15);

/// The pauses between them grow from the first to the longest, by chance.
const PAUSES: [Duration; 2] = [Duration::from_millis(100), Duration::from_secs(3)];

/// How often a request is sent again while a lake is opened: somebody looks on, and a wrong name or key stays wrong.
const RETRIES_AT_FIRST: usize = 2;

/// The variables of an environment that tell how an S3-compatible store is reached, and in whose name: those that other
/// tools read too, all of which begin with `AWS_`.
#[derive(Clone, Default)]
pub struct S3Variables(Vec<(String, String)>);

impl S3Variables {
    /// Those of this process.
    pub fn of_this_process() -> Self {
        let texts = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        std::env::vars_os().filter_map(texts).collect()
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for S3Variables {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(variables: I) -> Self {
        let owned = variables.into_iter().map(|(name, value)| (name.into(), value.into()));
        // Who cannot unset a variable leaves it empty.
        Self(owned.filter(|(name, value): &(String, String)| name.starts_with("AWS_") && !value.is_empty()).collect())
    }
}

impl fmt::Debug for S3Variables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Among the values are secrets.
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

/// A bucket of a store, as it is asked.
#[derive(Debug)]
pub(super) struct Client {
    pub(super) store: AmazonS3,
    /// The same, for as long as somebody waits for the opening.
    pub(super) impatient: AmazonS3,
    pub(super) bucket: String,
    /// Address that is asked.
    pub(super) endpoint: String,
    pub(super) region: String,
    /// Whether keys, or where to get them, are told; without, the machine is asked, as it is in a cloud.
    pub(super) has_keys: bool,
}

impl Client {
    /// A client of a bucket; no request is sent yet. The error is a sentence.
    pub(super) fn new(bucket: &str, variables: &S3Variables) -> Result<Self, String> {
        Self::of(builder(variables), bucket)
    }

    /// A client by what was said of it so far.
    pub(super) fn of(mut builder: AmazonS3Builder, bucket: &str) -> Result<Self, String> {
        let told = |builder: &AmazonS3Builder, key| builder.get_config_value(&key);
        let region = told(&builder, AmazonS3ConfigKey::Region).unwrap_or_else(|| "us-east-1".to_owned());
        let endpoint = [AmazonS3ConfigKey::S3Endpoint, AmazonS3ConfigKey::Endpoint];
        let endpoint = endpoint.into_iter().find_map(|key| told(&builder, key));
        if let Some(endpoint) = &endpoint
            && is_loopback(endpoint)?
        {
            // What does not leave the machine needs no encryption.
            builder = builder.with_allow_http(true);
        } else if let Some(endpoint) = &endpoint {
            let allows = told(&builder, AmazonS3ConfigKey::Client(ClientConfigKey::AllowHttp));
            if endpoint.starts_with("http://") && allows.as_deref() != Some("true") {
                return Err(format!(
                    "requests to {endpoint} would not be encrypted; give an https:// address by AWS_ENDPOINT_URL, or \
                     set AWS_ALLOW_HTTP=true"
                ));
            }
        }
        let keys = [AmazonS3ConfigKey::AccessKeyId, AmazonS3ConfigKey::SecretAccessKey];
        if let [true, false] | [false, true] = keys.map(|key| told(&builder, key).is_some()) {
            return Err("of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY only one is set; set both".to_owned());
        }
        let givers = [
            AmazonS3ConfigKey::WebIdentityTokenFile,
            AmazonS3ConfigKey::ContainerCredentialsRelativeUri,
            AmazonS3ConfigKey::ContainerCredentialsFullUri,
        ];
        let has_keys = keys.into_iter().chain(givers).any(|key| told(&builder, key).is_some());
        let builder = builder.with_bucket_name(bucket).with_conditional_put(S3ConditionalPut::ETagMatch);
        let build = |builder: AmazonS3Builder| builder.build().map_err(|error| error.to_string());
        Ok(Self {
            store: build(builder.clone().with_retry(retry(RETRIES)))?,
            impatient: build(builder.with_retry(retry(RETRIES_AT_FIRST)))?,
            bucket: bucket.to_owned(),
            endpoint: endpoint.unwrap_or_else(|| format!("https://s3.{region}.amazonaws.com")),
            region,
            has_keys,
        })
    }
}

/// What the variables say, over what is usual here.
pub(super) fn builder(variables: &S3Variables) -> AmazonS3Builder {
    let options = ClientOptions::new().with_connect_timeout(CONNECT_TIMEOUT).with_timeout(REQUEST_TIMEOUT);
    let builder = AmazonS3Builder::new().with_client_options(options);
    variables.0.iter().fold(builder, |builder, (name, value)| match name.to_ascii_lowercase().parse() {
        Ok(key) => builder.with_config(key, value),
        // Not everything that begins so concerns the store.
        Err(_) => builder,
    })
}

fn retry(max_retries: usize) -> RetryConfig {
    let [init_backoff, max_backoff] = PAUSES;
    let backoff = BackoffConfig { init_backoff, max_backoff, ..BackoffConfig::default() };
    RetryConfig { backoff, max_retries, retry_timeout: RETRY_FOR }
}

/// Whether an endpoint is this very machine; the error is a sentence.
fn is_loopback(endpoint: &str) -> Result<bool, String> {
    let url = Url::parse(endpoint).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    let told = "AWS_ENDPOINT_URL must be an address such as https://store.example:9000";
    // Addresses are told in messages: what may hold a secret is not.
    if endpoint.contains('@') {
        return Err(format!(
            "{told}, without a user or a password; AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are for these"
        ));
    }
    let host = url.as_ref().and_then(Url::host).ok_or_else(|| format!("{told}, not {endpoint:?}"))?;
    Ok(match host {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    })
}

#[cfg(test)]
mod tests;
