#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;

fn client(variables: &[(&str, &str)]) -> Result<Client, String> {
    Client::new("calls", &variables.iter().copied().collect())
}

#[test]
fn the_endpoint_and_the_region_are_what_the_variables_say() {
    let usual = client(&[]).unwrap();
    assert_eq!((usual.endpoint.as_str(), usual.has_keys), ("https://s3.us-east-1.amazonaws.com", false));
    let told =
        client(&[("AWS_DEFAULT_REGION", "eu-north-1"), ("AWS_ACCESS_KEY_ID", "a"), ("AWS_SECRET_ACCESS_KEY", "b")]);
    let told = told.unwrap();
    assert_eq!((told.endpoint.as_str(), told.has_keys), ("https://s3.eu-north-1.amazonaws.com", true));
    let both = [("AWS_ENDPOINT_URL", "https://one.example"), ("AWS_ENDPOINT_URL_S3", "https://two.example")];
    assert_eq!(client(&both).unwrap().endpoint, "https://two.example");
    // An empty variable says nothing, and others than ours concern others.
    let others = [("AWS_ENDPOINT_URL", ""), ("AWS_PAGER", "less"), ("ENDPOINT_URL", "https://three.example")];
    assert_eq!(client(&others).unwrap().endpoint, "https://s3.us-east-1.amazonaws.com");
    // The bucket is the address's, and the condition is not to be waived.
    let waived = client(&[("AWS_BUCKET", "other"), ("AWS_CONDITIONAL_PUT", "disabled")]).unwrap();
    assert_eq!((waived.bucket.as_str(), waived.store.to_string().as_str()), ("calls", "AmazonS3(calls)"));
}

#[test]
fn requests_leave_the_machine_in_the_clear_only_where_that_is_allowed() {
    let endpoint = |endpoint, more: &[(&str, &str)]| {
        client(&[&[("AWS_ENDPOINT_URL", endpoint)], more].concat()).map(|client| client.endpoint)
    };
    for loopback in ["http://127.0.0.1:9000", "http://localhost:9000", "http://[::1]:9000"] {
        assert_eq!(endpoint(loopback, &[]).unwrap(), loopback);
    }
    let sentence = endpoint("http://store.example:9000", &[]).unwrap_err();
    assert!(sentence.contains("http://store.example:9000") && sentence.contains("AWS_ALLOW_HTTP=true"), "{sentence}");
    assert!(endpoint("http://store.example:9000", &[("AWS_ALLOW_HTTP", "true")]).is_ok());
    assert!(endpoint("https://store.example:9000", &[]).is_ok());
    for wrong in ["store.example:9000", "store.example", "ftp://store.example", "9000"] {
        let sentence = endpoint(wrong, &[]).unwrap_err();
        assert!(sentence.contains("AWS_ENDPOINT_URL must be an address") && sentence.contains(wrong), "{sentence}");
    }
}

#[test]
fn half_a_key_is_told() {
    for half in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] {
        let sentence = client(&[(half, "hush")]).unwrap_err();
        assert!(sentence.contains("only one is set") && !sentence.contains("hush"), "{sentence}");
    }
}

#[test]
fn what_is_logged_of_the_variables_bears_no_secret() {
    let variables: S3Variables = [("AWS_SECRET_ACCESS_KEY", "hush"), ("HOME", "/root")].into_iter().collect();
    assert_eq!(format!("{variables:?}"), "[\"AWS_SECRET_ACCESS_KEY\"]");
}
