//! Recordings: found, heard a range at a time, and every listen written down.

use axum::http::{Method, StatusCode};
use serde_json::Value;

use super::given::{Answer, Portal, SOUND};

const LIST: &str = "/api/v1/recordings?from=2025-10-26&to=2025-10-27";
const AUDIO: &str = "/api/v1/recordings/r1/audio";

async fn range(portal: &Portal, range: &str) -> Answer {
    portal.send(Method::GET, AUDIO, &[("range", range)], String::new()).await
}

async fn listens(portal: &Portal) -> Vec<String> {
    let list = portal.json(LIST).await;
    let recordings = list["recordings"].as_array().unwrap();
    let one = recordings.iter().find(|one| one["id"] == "r1").unwrap();
    one["listens"].as_array().unwrap().iter().map(|listen| listen["what"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_recording_is_of_its_leg_and_found_by_it() {
    let portal = Portal::signed_in().await;
    let list = portal.json(LIST).await;
    let ids = |list: &Value| -> Vec<String> {
        list["recordings"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
    };
    // The latest first, and nobody else's.
    assert_eq!(ids(&list), ["r3", "r1"]);
    let one = &list["recordings"][1];
    assert_eq!((one["call"].as_str(), one["line"].as_str()), (Some("c1"), Some("+4588303080")));
    // It begins with the answer.
    let call = portal.json("/api/v1/calls/c1").await;
    assert_eq!(one["began_at"], call["legs"][0]["answered_at"]);
    assert_eq!((one["duration_seconds"].as_f64(), one["from_number"].as_str()), (Some(30.0), Some("+4540000001")));
    assert_eq!(ids(&portal.json(&format!("{LIST}&number=40000001")).await), ["r1"]);
    assert_eq!(ids(&portal.json(&format!("{LIST}&line=%2B4588303080&queue=sales")).await), ["r3", "r1"]);
    assert_eq!(ids(&portal.json(&format!("{LIST}&agent=nobody")).await), [""; 0]);
    let first = portal.json(&format!("{LIST}&limit=1")).await;
    let next = first["next"].as_str().unwrap();
    assert_eq!(
        (ids(&first), ids(&portal.json(&format!("{LIST}&limit=1&cursor={next}")).await)),
        (vec!["r3".into()], vec!["r1".into()])
    );
}

#[tokio::test]
async fn any_part_of_it_can_be_heard() {
    let portal = Portal::signed_in().await;
    let text = std::str::from_utf8(SOUND).unwrap();
    let whole = portal.get(AUDIO).await;
    assert_eq!((whole.status, whole.text.as_str()), (StatusCode::OK, text));
    assert_eq!((whole.header("content-type"), whole.header("accept-ranges")), ("audio/wav", "bytes"));
    for (asked, told, expected) in [
        ("bytes=0-", "bytes 0-13/14", text),
        ("bytes=4-6", "bytes 4-6/14", "012"),
        ("bytes=-2", "bytes 12-13/14", "89"),
    ] {
        let part = range(&portal, asked).await;
        assert_eq!((part.status, part.header("content-range")), (StatusCode::PARTIAL_CONTENT, told), "{asked}");
        assert_eq!(
            (part.text.as_str(), part.header("content-length")),
            (expected, expected.len().to_string().as_str())
        );
    }
    let beyond = range(&portal, "bytes=14-").await;
    assert_eq!((beyond.status, beyond.header("content-range")), (StatusCode::RANGE_NOT_SATISFIABLE, "bytes */14"));
    let other = [("range", "bytes=4-6"), ("if-range", "\"another\"")];
    let changed = portal.send(Method::GET, AUDIO, &other, String::new()).await;
    assert_eq!((changed.status, changed.text.as_str()), (StatusCode::OK, text));
}

#[tokio::test]
async fn every_listen_is_written_down() {
    let portal = Portal::signed_in().await;
    assert!(listens(&portal).await.is_empty());
    // Whoever begins in the middle is heard of too; what follows is the same listen.
    range(&portal, "bytes=4-6").await;
    range(&portal, "bytes=7-9").await;
    assert_eq!(listens(&portal).await, ["listened"]);
    portal.get(AUDIO).await;
    let file = portal.get(&format!("{AUDIO}?download=1")).await;
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"c1.wav\"");
    assert_eq!(listens(&portal).await, ["downloaded", "listened", "listened"]);
    let page = portal.page("/recordings?lang=en&from=2025-10-26&to=2025-10-27").await;
    assert!(page.contains("3 ×") && page.contains(&format!("src=\"{AUDIO}\"")), "{page}");
    let call = portal.page("/calls/c1?lang=en").await;
    assert!(call.contains(&format!("src=\"{AUDIO}\"")) && !call.contains("r3/audio"));
}

#[tokio::test]
async fn what_is_not_there_is_not_heard_of() {
    let mut portal = Portal::signed_in().await;
    for address in ["/api/v1/recordings/r2/audio", "/api/v1/recordings/r3/audio", "/api/v1/recordings/none/audio"] {
        assert_eq!(portal.get(address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
    portal.log_in("1002", "1234").await;
    assert_eq!(portal.get(AUDIO).await.status, StatusCode::NOT_FOUND);
    // A key is the operator's to give, so one that names another customer's folder is this one's too.
    assert_eq!(portal.get("/api/v1/recordings/r2/audio").await.status, StatusCode::OK);
}
