#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::line::{normalise_caller, parse_decimal};
use super::queue_log::read;
use crate::event::{Customer, Draft, EventType, Field, Shape};

/// An event in short: its type, its µs, and the fields it has, but for its id.
fn short(draft: &Draft<'_>) -> String {
    let mut text = format!("{} {}", EventType::WORDS[draft.kind.unwrap() as usize], draft.time_micros.unwrap());
    let fields = [
        Field::Call,
        Field::Queue,
        Field::Agent,
        Field::From,
        Field::Position,
        Field::Reason,
        Field::WaitMs,
        Field::TalkMs,
        Field::SessionMs,
        Field::DurationMs,
    ];
    for field in fields.into_iter().filter(|field| draft.present & field.bit() != 0) {
        let value = match field.shape() {
            Shape::Number(slot, ..) => draft.numbers[slot].to_string(),
            _ => draft.text_of(field).unwrap().to_owned(),
        };
        text = format!("{text} {}={value}", field.name());
    }
    text
}

fn events(line: &str) -> Result<Vec<String>, String> {
    let customer = Customer::parse("77").unwrap();
    let mut drafts = read(line, &customer).map_err(|refusal| refusal.to_string())?;
    for draft in drafts.iter_mut().flatten() {
        draft.check(i64::MAX).map_err(|refusal| refusal.to_string())?;
    }
    Ok(drafts.iter().flatten().map(short).collect())
}

#[test]
fn each_verb_is_its_events() {
    let table: &[(&str, &[&str])] = &[
        ("10|c|q|NONE|ENTERQUEUE||88303080|2", &["queue.joined 10000000 call=c queue=q from=+4588303080 position=2"]),
        ("10.5|c|q|NONE|ENTERQUEUE||", &["queue.joined 10500000 call=c queue=q from=anonymous"]),
        (
            "10|c|q|Agent/ANAT|CONNECT|7|x.a|3",
            &[
                "queue.offered 7000000 call=c queue=q agent=ANAT",
                "queue.answered 10000000 call=c queue=q agent=ANAT wait_ms=7000",
            ],
        ),
        (
            "10|c|q|SIP/204|CONNECT|7",
            &[
                "queue.offered 10000000 call=c queue=q agent=SIP/204",
                "queue.answered 10000000 call=c queue=q agent=SIP/204 wait_ms=7000",
            ],
        ),
        (
            "10|c|q|A|RINGNOANSWER|1500",
            &["queue.offered 8500000 call=c queue=q agent=A", "queue.missed 10000000 call=c queue=q agent=A"],
        ),
        (
            "10|c|q|A|COMPLETECALLER|0|8|1",
            &["queue.completed 10000000 call=c queue=q agent=A reason=caller wait_ms=0 talk_ms=8000"],
        ),
        (
            "10|c|q|A|COMPLETEAGENT|1|8",
            &["queue.completed 10000000 call=c queue=q agent=A reason=agent wait_ms=1000 talk_ms=8000"],
        ),
        (
            "10|c|q|A|BLINDTRANSFER|204|ctx|1|8|1",
            &["queue.completed 10000000 call=c queue=q agent=A reason=transferred wait_ms=1000 talk_ms=8000"],
        ),
        ("10|c|q|A|TRANSFER|204|ctx", &["queue.completed 10000000 call=c queue=q agent=A reason=transferred"]),
        (
            "10|c|q|A|ATTENDEDTRANSFER|LINK|x|y|1|8|1",
            &["queue.completed 10000000 call=c queue=q agent=A reason=transferred wait_ms=1000 talk_ms=8000"],
        ),
        (
            "10|c|q|A|ATTENDEDTRANSFER|BRIDGE|x|1|8|1",
            &["queue.completed 10000000 call=c queue=q agent=A reason=transferred wait_ms=1000 talk_ms=8000"],
        ),
        ("10|c|q|NONE|ABANDON|1|1|9", &["queue.left 10000000 call=c queue=q reason=abandoned wait_ms=9000"]),
        ("10|c|q|NONE|EXITWITHTIMEOUT|1|1|9", &["queue.left 10000000 call=c queue=q reason=timeout wait_ms=9000"]),
        ("10|c|q|NONE|EXITWITHKEY|5|1|1|9", &["queue.left 10000000 call=c queue=q reason=key wait_ms=9000"]),
        ("10|c|q|NONE|EXITWITHKEY|5|1", &["queue.left 10000000 call=c queue=q reason=key"]),
        ("10|c|q|NONE|EXITEMPTY|1|1|9", &["queue.left 10000000 call=c queue=q reason=empty wait_ms=9000"]),
        (
            "10|c|q|NONE|FULL|",
            &["queue.joined 10000000 call=c queue=q from=anonymous", "queue.left 10000000 call=c queue=q reason=full"],
        ),
        (
            "10|c|q|NONE|DIVERT_HOLDTIME|",
            &[
                "queue.joined 10000000 call=c queue=q from=anonymous",
                "queue.left 10000000 call=c queue=q reason=overflow",
            ],
        ),
        ("10|NONE|NONE|Agent/1|AGENTLOGIN|SIP/1", &["agent.joined 10000000 agent=1"]),
        ("10|NONE|NONE|Agent/1|AGENTLOGOFF|SIP/1|30", &["agent.left 10000000 agent=1 session_ms=30000"]),
        (
            "10|NONE|NONE|1|AGENTCALLBACKLOGOFF|1@x|30|CommandLogoff",
            &["agent.left 10000000 agent=1 reason=CommandLogoff session_ms=30000"],
        ),
        ("10|MANAGER|q|Local/5@x|ADDMEMBER|", &["agent.joined 10000000 queue=q agent=Local/5@x"]),
        ("10|NONE|NONE|1|PAUSEALL|lunch", &["agent.paused 10000000 agent=1 reason=lunch"]),
        ("10|NONE|q|1|UNPAUSE|", &["agent.resumed 10000000 queue=q agent=1"]),
        ("10|c|q|1|WRAPUPSTART|30", &["agent.wrapup 10000000 call=c queue=q agent=1 duration_ms=30000"]),
        ("10|NONE|NONE|NONE|QUEUESTART|", &[]),
        ("10|NONE|NONE|NONE|CONFIGRELOAD|", &[]),
        ("10|c|q|NONE|DID|70101010", &[]),
    ];
    for (line, expected) in table {
        assert_eq!(
            events(line).as_deref(),
            Ok(&expected.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>()[..]),
            "{line}"
        );
    }
}

#[test]
fn a_line_that_is_cut_or_damaged_says_so() {
    for (line, why) in [
        ("10|c|q|NONE", "The queue_log line ends before its field event."),
        ("x|c|q|NONE|ENTERQUEUE||", "The queue_log line does not begin with a time in seconds since 1970."),
        ("10|NONE|q|NONE|ENTERQUEUE||", "The field call is missing, which queue.joined requires."),
        ("10|c|q|NONE|CONNECT|1", "The field agent is missing, which queue.offered requires."),
        (
            "10|c|q|A|COMPLETEAGENT|x|8",
            "The field wait_ms is \"x\", but must be a whole number of milliseconds from 0 to 315360000000, which is ten years.",
        ),
        ("10|c|q|A|CONNECT|7|x.a|9223372036854", "The field time lies outside of the years 1 to 9999."),
        ("9223372036854|NONE|q|A|PAUSE|", "The field time lies outside of the years 1 to 9999."),
        ("10|NONE|q|A|WRAPUPSTART", "The field duration_ms is missing, which agent.wrapup requires."),
    ] {
        assert_eq!(events(line), Err(why.to_owned()), "{line}");
    }
}

#[test]
fn a_long_call_is_known_by_its_hash_and_an_event_by_its_line() {
    let line = format!("10|{}|q|A|CONNECT|1", "c".repeat(65));
    let customer = Customer::parse("77").unwrap();
    let drafts = read(&line, &customer).unwrap();
    let [Some(offered), Some(answered)] = &drafts else { panic!("not two events") };
    assert_eq!(offered.text_of(Field::Call).unwrap().len(), 32);
    assert_eq!(offered.text_of(Field::Call), answered.text_of(Field::Call));
    let (first, second) = (offered.text_of(Field::Id).unwrap(), answered.text_of(Field::Id).unwrap());
    assert_eq!((first.len(), &first[32..], &second[32..]), (34, "-0", "-1"));
    assert_eq!(first[..32], second[..32]);
}

#[test]
fn callers_come_in_many_forms() {
    for (text, number) in [
        ("", "anonymous"),
        ("anonymous", "anonymous"),
        ("unknown", "anonymous"),
        ("9.9999E+99", "anonymous"),
        ("204", "204"),
        ("88303080", "+4588303080"),
        ("18303080", "18303080"),
        ("+4588303080", "+4588303080"),
        ("004588303080", "+4588303080"),
        ("88 30 30-80", "+4588303080"),
        ("\"Bo\" <88303080>", "+4588303080"),
        ("123456789", "123456789"),
        ("1234567890123456", "anonymous"),
    ] {
        assert_eq!(normalise_caller(text), number, "{text}");
    }
}

#[test]
fn decimals() {
    assert_eq!(parse_decimal("917852393", 6), Some(917_852_393_000_000));
    assert_eq!(parse_decimal("917852393.1234567", 6), Some(917_852_393_123_456));
    assert_eq!(parse_decimal("7", 0), Some(7));
    for text in ["", ".5", "-1", "1.x", "1e3", "99999999999999999999"] {
        assert_eq!(parse_decimal(text, 6), None, "{text}");
    }
}
