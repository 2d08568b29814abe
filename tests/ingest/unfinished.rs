//! What a person is told of a file whose last line is not whole.

use crate::support::Place;

#[test]
fn half_a_line_is_told_with_its_file_and_position() {
    let place = Place::new();
    let event = r#"{"id":"1","type":"agent.left","time":"2026-01-02T00:00:02Z","customer":"9","agent":"a"}"#;
    place.write("half.ndjson", &format!("{event}\n{{\"id\":"));
    let ended = place.run(&["ingest", "--once", "half.ndjson"]);
    assert!(ended.stderr.contains("half.ndjson"), "{ended:?}");
    assert!(ended.stderr.contains(&format!("position={}", event.len() + 1)), "{ended:?}");
    assert!(ended.stderr.contains("it waits for its rest"), "{ended:?}");
    let summary = ended.success();
    assert!(summary.contains("\"read\":1,\"stored\":1") && summary.contains("\"dead_letters\":0"), "{summary}");
}
