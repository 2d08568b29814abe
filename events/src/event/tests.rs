#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod properties;
mod values;

use super::*;

const NOW: i64 = 1_800_000_000_000_000;

/// Reads a line at a standing clock.
fn refusal(line: &str) -> Option<String> {
    let mut draft = Draft::default();
    let checked = read(line, &mut draft).and_then(|()| draft.check(NOW));
    checked.err().map(|refusal| refusal.to_string())
}

/// A line of the type with these further fields.
fn line(kind: &str, fields: &str) -> String {
    let comma = if fields.is_empty() { "" } else { "," };
    format!(r#"{{"id":"e1","type":"{kind}","time":"2026-10-25T02:00:00+02:00","customer":"123"{comma}{fields}}}"#)
}

/// Every type, with what it requires.
const WHOLE: &[(&str, &[&str])] = &[
    (
        "call.started",
        &[
            r#""call":"c""#,
            r#""direction":"inbound""#,
            r#""from":"+4588303080""#,
            r#""to":"204""#,
            r#""line":"+4570101010""#,
            r#""line_kind":"local""#,
        ],
    ),
    ("call.answered", &[r#""call":"c""#]),
    ("call.forwarded", &[r#""call":"c""#, r#""to":"204""#]),
    ("call.transferred", &[r#""call":"c""#, r#""to":"204""#]),
    ("call.ended", &[r#""call":"c""#, r#""reason":"no_answer""#]),
    ("queue.joined", &[r#""call":"c""#, r#""queue":"q""#, r#""from":"anonymous""#]),
    ("queue.offered", &[r#""call":"c""#, r#""queue":"q""#, r#""agent":"a""#]),
    ("queue.missed", &[r#""call":"c""#, r#""queue":"q""#, r#""agent":"a""#]),
    ("queue.answered", &[r#""call":"c""#, r#""queue":"q""#, r#""agent":"a""#]),
    ("queue.left", &[r#""call":"c""#, r#""queue":"q""#, r#""reason":"key""#]),
    ("queue.completed", &[r#""call":"c""#, r#""queue":"q""#, r#""agent":"a""#, r#""reason":"caller""#]),
    ("agent.joined", &[r#""agent":"a""#]),
    ("agent.left", &[r#""agent":"a""#]),
    ("agent.paused", &[r#""agent":"a""#]),
    ("agent.resumed", &[r#""agent":"a""#]),
    ("agent.wrapup", &[r#""agent":"a""#, r#""duration_ms":0"#]),
    ("usage.data", &[r#""line":"+4520202020""#, r#""bytes":12"#]),
    ("usage.sms", &[r#""line":"+4520202020""#, r#""to":"+4688303080""#]),
    ("usage.mms", &[r#""line":"+4520202020""#, r#""to":"+4688303080""#]),
    ("recording.ready", &[r#""call":"c""#, r#""object":"a/b.ogg""#, r#""duration_ms":1"#, r#""bytes":2"#]),
    ("order.done", &[r#""order":"o""#]),
    ("order.failed", &[r#""order":"o""#]),
];

#[test]
fn every_type_is_taken_with_what_it_requires_and_refused_without_any_of_it() {
    assert_eq!(WHOLE.len(), EventType::WORDS.len());
    for (kind, fields) in WHOLE {
        assert_eq!(refusal(&line(kind, &fields.join(","))), None, "{kind}");
        for absent in *fields {
            let name = absent.split('"').nth(1).unwrap();
            let rest: Vec<&str> = fields.iter().copied().filter(|field| field != absent).collect();
            let expected = format!("The field {name} is missing, which {kind} requires.");
            assert_eq!(refusal(&line(kind, &rest.join(","))), Some(expected));
            let null = format!("\"{name}\":null");
            let nulled: Vec<&str> = rest.into_iter().chain([null.as_str()]).collect();
            assert!(refusal(&line(kind, &nulled.join(","))).unwrap().contains("is missing"));
        }
    }
}

#[test]
fn a_field_that_every_event_has_is_missed() {
    for name in ["id", "type", "time", "customer"] {
        let whole = line("agent.joined", r#""agent":"a""#);
        let without = whole.replacen(&format!("\"{name}\":"), "\"x\":", 1);
        assert_eq!(refusal(&without), Some(format!("The field {name} is missing.")));
    }
}

#[test]
fn a_value_that_does_not_parse_is_refused_with_its_name() {
    let long = "x".repeat(65);
    let table: &[(&str, &str)] = &[
        ("queue", r#""""#),
        ("agent", &format!("\"{long}\"")),
        ("position", "0"),
        ("position", "1.5"),
        ("position", "\"1\""),
        ("position", "2147483648"),
        ("leg", "-1"),
        ("bytes", "-1"),
        ("wait_ms", "true"),
        ("talk_ms", "[1]"),
        ("session_ms", "{\"a\":1}"),
        ("duration_ms", "99999999999999999999"),
        ("direction", "\"in\""),
        ("line_kind", "\"fixed\""),
        ("from", "\"+0123\""),
        ("from", "\"+4588 303080\""),
        ("to", "\"\""),
        ("to", "\"Anonymous\""),
        ("to", "45"),
        ("country", "\"DNK\""),
        ("country", "\"dk\""),
        ("price", "1.5"),
        ("price", "\"1,5\""),
        ("price", "\"1.12345\""),
        ("price", "\"12345678901\""),
        ("wait_ms", "315360000001"),
        ("session_ms", "9223372036854775807"),
        ("currency", "\"kr\""),
        ("line", "\"\""),
        ("object", "\"\""),
        ("order", "\"\""),
    ];
    for (name, value) in table {
        let line = line("agent.joined", &format!(r#""agent":"a","{name}":{value}"#)).replacen(
            &if *name == "agent" { r#""agent":"a","#.to_owned() } else { "\u{0}".to_owned() },
            "",
            1,
        );
        let why = refusal(&line).unwrap_or_else(|| panic!("{name} {value} is taken"));
        assert!(why.starts_with(&format!("The field {name} is ")), "{why}");
        assert!(why.contains(", but must be ") && why.ends_with('.'), "{why}");
    }
}

#[test]
fn reasons_are_those_of_the_type() {
    for (kind, fields) in
        WHOLE.iter().filter(|(kind, _)| ["call.ended", "queue.left", "queue.completed"].contains(kind))
    {
        let line = line(kind, &fields.join(","));
        let wrong = line.replace(r#""reason":""#, r#""reason":"x"#);
        assert!(refusal(&wrong).unwrap().starts_with("The field reason is \"x"), "{kind}");
    }
    assert_eq!(refusal(&line("agent.paused", r#""agent":"a","reason":"frokost""#)), None);
}

#[test]
fn a_refusal_is_a_sentence() {
    let table = [
        ("{", "The line is not JSON: EOF while parsing an object at line 1 column 1."),
        ("[1]", "The line is JSON, but not an object."),
        ("3", "The line is JSON, but not an object."),
        ("{} x", "The line is not JSON: trailing characters at line 1 column 4."),
        ("{}", "The field type is missing."),
        (r#"{"id":"1","id":"2"}"#, "The field id stands twice."),
        (
            r#"{"id":"1","type":"call.begun"}"#,
            "The field type is \"call.begun\", but must be a type of the event contract.",
        ),
        (r#"{"customer":"12a"}"#, "The field customer is \"12a\", but must be a text of 1 to 16 digits."),
        (r#"{"position":0}"#, "The field position is 0, but must be a whole number from 1 to 2147483647."),
        (
            r#"{"time":"2026-01-01T00:00:00"}"#,
            "The field time is \"2026-01-01T00:00:00\", but must be an RFC 3339 time with an offset and at most six decimals.",
        ),
        (
            r#"{"session_ms":315360000001}"#,
            "The field session_ms is 315360000001, but must be a whole number of milliseconds from 0 to 315360000000, which is ten years.",
        ),
        (r#"{"bytes":-1}"#, "The field bytes is -1, but must be a whole number of at least 0."),
        (
            r#"{"price":"0.12345"}"#,
            "The field price is \"0.12345\", but must be a decimal in a text, with at most 10 digits before the point and 4 behind.",
        ),
    ];
    for (line, why) in table {
        assert_eq!(refusal(line).as_deref(), Some(why));
    }
}

#[test]
fn a_time_of_more_than_a_day_ahead_is_refused() {
    let at = |micros: i64| {
        let time = chrono::DateTime::from_timestamp_micros(micros).unwrap().to_rfc3339();
        refusal(&format!(r#"{{"id":"e","type":"agent.left","agent":"a","customer":"1","time":"{time}"}}"#))
    };
    assert_eq!(at(NOW + MAX_FUTURE_MICROS), None);
    assert!(at(NOW + MAX_FUTURE_MICROS + 1).unwrap().ends_with("more than 24 hours in the future."));
}

#[test]
fn a_time_in_no_year_that_can_be_written_is_refused() {
    let at = |time: &str| {
        let mut draft = Draft::default();
        let line = format!(r#"{{"id":"e","type":"agent.left","agent":"a","customer":"1","time":"{time}"}}"#);
        read(&line, &mut draft).unwrap();
        draft.check(i64::MAX).map_err(|refusal| refusal.to_string())
    };
    let why = "The field time lies outside of the years 1 to 9999.".to_owned();
    assert_eq!(at("0001-01-01T00:00:00Z"), Ok(()));
    assert_eq!(at("9999-12-31T23:59:59.999999Z"), Ok(()));
    for time in ["0001-01-01T00:00:00+00:01", "0000-12-31T23:59:59Z", "9999-12-31T23:59:60Z"] {
        assert_eq!(at(time), Err(why.clone()), "{time}");
    }
}

#[test]
fn what_is_unknown_is_counted_and_what_is_escaped_is_read() {
    let line = r#"{"new":{"a":[1,{}]},"id":"a\"\u00e6","type":"agent.left","time":"2026-01-01T00:00:00Z","customer":"1","\u0061gent":"x","old":null}"#;
    let mut draft = Draft::default();
    read(line, &mut draft).unwrap();
    draft.check(NOW).unwrap();
    assert_eq!(draft.unknown, 2);
    assert_eq!(draft.text_of(Field::Id), Some("a\"æ"));
    assert_eq!(draft.text_of(Field::Agent), Some("x"));
}

#[test]
fn a_duration_of_ten_years_is_the_longest() {
    for name in ["duration_ms", "wait_ms", "talk_ms", "session_ms"] {
        let of = |ms: i64| refusal(&line("agent.left", &format!(r#""agent":"a","{name}":{ms}"#)));
        assert_eq!(of(10 * 365 * 24 * 3_600_000), None, "{name}");
        assert!(of(10 * 365 * 24 * 3_600_000 + 1).is_some_and(|why| why.contains("ten years")), "{name}");
    }
    assert_eq!(refusal(&line("usage.data", &format!(r#""line":"1","bytes":{}"#, i64::MAX))), None);
}
