//! Lists as files: what they are called, what is in them, and who gets none.

use std::io::Read;

use axum::http::StatusCode;

use super::given::Portal;
use super::usage::{ACCOUNTS, uses};

#[tokio::test]
async fn a_list_as_csv_has_the_names_and_values_of_the_api() {
    let portal = Portal::signed_in_paying(&uses(), ACCOUNTS).await;
    let answer = portal.get("/api/v1/mobiles/+4520304050/usage.csv?month=2025-10").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"opkald-4520304050-2025-10.csv\"");
    let mut lines = answer.text.split("\r\n");
    assert_eq!(lines.next(), Some("at,kind,to_number,country,talk_seconds,bytes,price,currency,id,leg"));
    // The plan at the month's start, by the customer's clock; then what was used.
    assert_eq!(lines.next(), Some("2025-10-01T00:00:00+02:00,subscription,,,,,99.0000,DKK,p,"));
    let told = portal.json("/api/v1/mobiles/+4520304050/usage?month=2025-10").await;
    let used = &told["uses"].as_array().unwrap()[1..];
    assert_eq!(lines.clone().filter(|line| !line.is_empty()).count(), used.len());
    for (line, one) in lines.zip(used) {
        let of = |name: &str| one[name].as_str().unwrap();
        assert!(line.starts_with(&format!("{},{},", of("at"), of("kind"))) && line.contains(of("price")), "{line}");
    }
}

#[tokio::test]
async fn pages_lead_to_the_files_of_what_they_show() {
    let portal = Portal::signed_in_paying(&uses(), ACCOUNTS).await;
    let pages = [
        ("/usage?month=2025-10", &["usage/history", "mobiles", "local-numbers"][..], "month=2025-10"),
        ("/mobiles/+4520304050?month=2025-10", &["mobiles/%2B4520304050/usage"], "month=2025-10"),
        ("/calls?from=2025-10-26&to=2025-10-27&direction=inbound", &["calls"], "direction=inbound"),
    ];
    for (page, lists, filter) in pages {
        let shown = portal.page(page).await;
        for (list, suffix) in lists.iter().flat_map(|list| ["xlsx", "csv", "parquet"].map(|suffix| (list, suffix))) {
            let link = format!("/api/v1/{list}.{suffix}?");
            let begin = shown.find(&link).unwrap_or_else(|| panic!("{page} has no link to {link}"));
            let address = shown[begin..].split('"').next().unwrap().replace("&#38;", "&");
            assert!(address.contains(filter), "{address}");
            assert_eq!(portal.get(&address).await.status, StatusCode::OK, "{address}");
        }
    }
}

#[tokio::test]
async fn what_is_wrong_or_anothers_is_no_file() {
    let portal = Portal::signed_in_paying(&uses(), ACCOUNTS).await;
    let wanted = [
        ("/api/v1/mobiles/+4520304059/usage.xlsx", StatusCode::NOT_FOUND),
        ("/api/v1/usage.csv?month=october", StatusCode::BAD_REQUEST),
        ("/api/v1/calls.parquet?from=2025-10-02&to=2025-10-01", StatusCode::BAD_REQUEST),
        ("/api/v1/calls.pdf", StatusCode::NOT_FOUND),
    ];
    for (address, status) in wanted {
        assert_eq!(portal.get(address).await.status, status, "{address}");
    }
    let stranger = Portal::new().await;
    for suffix in ["xlsx", "csv", "parquet"] {
        assert_eq!(stranger.get(&format!("/api/v1/usage.{suffix}")).await.status, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn what_is_compressed_on_its_way_is_whole_too() {
    let portal = Portal::signed_in_paying(&uses(), ACCOUNTS).await;
    let address = "/api/v1/mobiles/+4520304050/usage.csv?month=2025-10";
    let plain = portal.get(address).await;
    let (headers, bytes) = portal.bytes(address, &[("accept-encoding", "gzip")]).await;
    assert_eq!(headers["content-encoding"], "gzip");
    let mut text = String::new();
    flate2::read::GzDecoder::new(bytes.as_slice()).read_to_string(&mut text).unwrap();
    assert_eq!(text, plain.text);
}
