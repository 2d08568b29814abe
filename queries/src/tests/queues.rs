//! Queue visits: outcomes, waits, the identity, peaks.

use serde_json::{Value, json};

use super::{World, event};

#[tokio::test]
async fn a_visit_is_counted_in_the_hour_in_which_it_joined() {
    let world = World::new().await;
    let visit = json!({"call": "c", "queue": "q", "from": "+4511111111", "agent": "a"});
    let at = |kind: &str, time: &str| event(kind, time, visit.clone());
    world
        .store(&[
            at("queue.joined", "2026-10-25T02:59:50+02:00"),
            at("queue.offered", "2026-10-25T02:59:55+02:00"),
            at("queue.answered", "2026-10-25T02:00:05+01:00"),
            event(
                "queue.completed",
                "2026-10-25T02:01:05+01:00",
                json!({"call": "c", "queue": "q", "agent": "a", "reason": "caller"}),
            ),
        ])
        .await;
    let sql = "SELECT hour, joined, answered, in_time, wait_seconds_answered, talk_seconds, peak_waiting, peak_talking,
        service_level, answered_wait_15 FROM queue_hours ORDER BY hour";
    assert_eq!(
        world.tell(sql).await,
        [
            json!({"hour": "2026-10-25T00:00:00Z", "joined": 1, "answered": 1, "in_time": 1, "wait_seconds_answered": 15.0,
                "talk_seconds": 60.0, "peak_waiting": 1, "peak_talking": 0, "service_level": 1.0, "answered_wait_15": 1}),
            // The second 02 of the night: the visit goes on through it, so there is a row.
            json!({"hour": "2026-10-25T01:00:00Z", "joined": 0, "answered": 0, "in_time": 0, "wait_seconds_answered": 0.0,
                "talk_seconds": 0.0, "peak_waiting": 1, "peak_talking": 1, "service_level": null, "answered_wait_15": 0}),
        ]
    );
}

#[tokio::test]
async fn outcomes_add_up_whatever_comes_first() {
    let world = World::new().await;
    let mut events = Vec::new();
    let reasons = ["abandoned", "timeout", "overflow", "key", "empty", "full", "closed", "transferred"];
    for (at, reason) in reasons.iter().enumerate() {
        let call = format!("call{at}");
        events.push(event("queue.joined", "2026-05-04T10:00:00Z", json!({"call": call, "queue": "q", "from": "204"})));
        let left = json!({"call": call, "queue": "q", "reason": reason});
        events.push(event("queue.left", &format!("2026-05-04T10:00:1{at}Z"), left));
    }
    events.push(event("queue.joined", "2026-05-04T10:05:00Z", json!({"call": "short", "queue": "q", "from": "204"})));
    events.push(event(
        "queue.left",
        "2026-05-04T10:05:04.999Z",
        json!({"call": "short", "queue": "q", "reason": "abandoned"}),
    ));
    events.push(event("queue.joined", "2026-05-04T10:06:00Z", json!({"call": "open", "queue": "q", "from": "204"})));
    // In two halves, with a refresh between.
    world.store(&events[7..]).await;
    world.engine.refresh().await.unwrap();
    world.store(&events[..7]).await;
    let sql = "SELECT joined, answered, abandoned, short_abandoned, timeout, overflow, key, empty, \"full\", closed,
        transferred, waiting, abandon_rate, answered_rate FROM queue_days";
    assert_eq!(
        world.tell(sql).await,
        [
            json!({"joined": 10, "answered": 0, "abandoned": 1, "short_abandoned": 1, "timeout": 1, "overflow": 1, "key": 1,
            "empty": 1, "full": 1, "closed": 1, "transferred": 1, "waiting": 1, "abandon_rate": 1.0, "answered_rate": 0.0})
        ]
    );
}

#[tokio::test]
async fn a_call_that_comes_back_makes_two_visits_even_with_skewed_stamps() {
    let world = World::new().await;
    let at = |kind: &str, time: &str, reason: &str| {
        event(kind, time, json!({"call": "c", "queue": "q", "from": "anonymous", "agent": "a", "reason": reason}))
    };
    world
        .store(&[
            at("queue.joined", "2026-05-04T10:00:01Z", ""),
            // Stamped a second before the join that it follows.
            at("queue.answered", "2026-05-04T10:00:00Z", ""),
            at("queue.completed", "2026-05-04T10:01:00Z", "agent"),
            at("queue.answered", "2026-05-04T10:01:00.5Z", ""),
            at("queue.joined", "2026-05-04T10:01:01Z", ""),
            at("queue.completed", "2026-05-04T10:02:01Z", "caller"),
        ])
        .await;
    let sql = "SELECT visit, wait_seconds, talk_seconds, outcome, ended_by FROM queue_visits ORDER BY visit";
    assert_eq!(
        world.tell(sql).await,
        [
            json!({"visit": 1, "wait_seconds": 0.0, "talk_seconds": 59.0, "outcome": "answered", "ended_by": "agent"}),
            json!({"visit": 2, "wait_seconds": 0.0, "talk_seconds": 60.0, "outcome": "answered", "ended_by": "caller"}),
        ]
    );
}

#[tokio::test]
async fn service_levels_by_name_match_the_published_example() {
    // 100 visits, 70 answered in time, 10 abandoned in time, 20 answered late.
    let world = World::new().await;
    let mut events = Vec::new();
    for call in 0..100 {
        let id = format!("c{call}");
        let joined = json!({"call": id, "queue": "q", "from": "204", "agent": "a"});
        events.push(event("queue.joined", "2026-05-04T10:00:00Z", joined.clone()));
        if call < 70 {
            events.push(event("queue.answered", "2026-05-04T10:00:20Z", joined));
        } else if call < 80 {
            let left = json!({"call": id, "queue": "q", "reason": "abandoned"});
            events.push(event("queue.left", "2026-05-04T10:00:10Z", left));
        } else {
            events.push(event("queue.answered", "2026-05-04T10:00:21Z", joined));
        }
    }
    world.store(&events).await;
    let sql = "SELECT joined, answered, abandoned, in_time, service_level, peak_waiting FROM queue_hours";
    let told = world.tell(sql).await;
    let expected = json!({"joined": 100, "answered": 90, "abandoned": 10, "in_time": 70, "service_level": 0.7, "peak_waiting": 100});
    assert_eq!(told, [expected]);
}

fn of_a_visit(kind: &str, time: &str, reason: &str) -> Value {
    event(kind, time, json!({"call": "c", "queue": "q", "from": "204", "agent": "a", "reason": reason}))
}

#[tokio::test]
async fn a_visit_of_the_same_ids_a_day_later_is_another_however_it_comes() {
    let first = [
        of_a_visit("queue.joined", "2026-05-04T10:00:00Z", ""),
        of_a_visit("queue.answered", "2026-05-04T10:00:15Z", ""),
        of_a_visit("queue.completed", "2026-05-04T10:01:15Z", "agent"),
    ];
    let again = [
        of_a_visit("queue.joined", "2026-05-05T16:00:00Z", ""),
        of_a_visit("queue.left", "2026-05-05T16:00:30Z", "abandoned"),
    ];
    let both = [&first[..], &again].concat();
    let deliveries: [&[&[Value]]; 4] =
        [&[&both], &[&first, &again], &[&again, &first], &[&both[1..4], &both[..1], &both[4..]]];
    for parts in deliveries {
        let world = World::new().await;
        for part in parts {
            world.store(part).await;
            world.engine.refresh().await.unwrap();
        }
        let sql = "SELECT v.visit, v.outcome, v.wait_seconds, h.joined, h.answered, h.abandoned
            FROM queue_visits v JOIN queue_hours h ON h.hour = v.joined_at ORDER BY v.joined_at";
        let row = |outcome: &str, wait: f64, answered: i64| {
            json!({"visit": 1, "outcome": outcome, "wait_seconds": wait, "joined": 1, "answered": answered,
                "abandoned": 1 - answered})
        };
        assert_eq!(world.tell(sql).await, [row("answered", 15.0, 1), row("abandoned", 30.0, 0)]);
    }
}

#[tokio::test]
async fn a_conversation_that_ends_just_before_a_second_visit_stays_with_the_first() {
    let world = World::new().await;
    world
        .store(&[
            of_a_visit("queue.joined", "2026-05-04T10:00:00Z", ""),
            of_a_visit("queue.answered", "2026-05-04T10:00:10Z", ""),
            of_a_visit("queue.completed", "2026-05-04T10:01:00Z", "transferred"),
            of_a_visit("queue.joined", "2026-05-04T10:01:01Z", ""),
            of_a_visit("queue.left", "2026-05-04T10:01:31Z", "timeout"),
        ])
        .await;
    let sql = "SELECT visit, outcome, wait_seconds, talk_seconds, ended_by FROM queue_visits ORDER BY visit";
    assert_eq!(
        world.tell(sql).await,
        [
            json!({"visit": 1, "outcome": "answered", "wait_seconds": 10.0, "talk_seconds": 50.0, "ended_by": "transferred"}),
            json!({"visit": 2, "outcome": "timeout", "wait_seconds": 30.0, "talk_seconds": null, "ended_by": null}),
        ]
    );
}

#[tokio::test]
async fn a_call_that_a_queue_refuses_again_and_again_is_refused_as_often() {
    let world = World::new().await;
    let refused = |minute: u32| {
        let time = format!("2026-05-04T10:{minute:02}:00Z");
        [of_a_visit("queue.joined", &time, ""), of_a_visit("queue.left", &time, "empty")]
    };
    let mut events = [refused(0), refused(1), refused(2)].concat();
    events.push(of_a_visit("queue.joined", "2026-05-04T10:03:00Z", ""));
    // At one instant the visit that is open ends, and the call joins again.
    events.push(of_a_visit("queue.left", "2026-05-04T10:03:30Z", "timeout"));
    events.push(of_a_visit("queue.joined", "2026-05-04T10:03:30Z", ""));
    events.push(of_a_visit("queue.answered", "2026-05-04T10:03:40Z", ""));
    events.push(of_a_visit("queue.completed", "2026-05-04T10:04:40Z", "agent"));
    events.extend(refused(5));
    world.store(&events).await;
    let visit =
        |visit: u32, outcome: &str, wait: f64| json!({"visit": visit, "outcome": outcome, "wait_seconds": wait});
    assert_eq!(
        world.tell("SELECT visit, outcome, wait_seconds FROM queue_visits ORDER BY visit").await,
        [
            visit(1, "empty", 0.0),
            visit(2, "empty", 0.0),
            visit(3, "empty", 0.0),
            visit(4, "timeout", 30.0),
            visit(5, "answered", 10.0),
            visit(6, "empty", 0.0),
        ]
    );
    // Whom the queue refused did not wait.
    let counted = "SELECT joined, empty, timeout, answered, waiting, waited FROM queue_hours";
    let row = json!({"joined": 6, "empty": 4, "timeout": 1, "answered": 1, "waiting": 0, "waited": 2});
    assert_eq!(world.ask(counted).await, [row]);
}

#[tokio::test]
async fn an_open_visit_counts_up_to_its_commit_where_a_clock_runs_ahead() {
    let world = World::new().await;
    let now = chrono::Utc::now();
    let at = |minutes: i64| (now + chrono::TimeDelta::minutes(minutes)).to_rfc3339();
    let ahead = json!({"call": "other", "queue": "q", "from": "205"});
    world.store(&[of_a_visit("queue.joined", &at(-30), ""), event("queue.joined", &at(23 * 60), ahead)]).await;
    let sql =
        "SELECT COUNT(*) AS hours, MAX(peak_waiting) AS peak FROM queue_hours WHERE joined = 0 OR peak_waiting > 0";
    let told = world.tell(sql).await;
    // The half hour lies in one local hour or in two; nobody has waited in the hours to come.
    assert!(told[0]["hours"].as_i64().unwrap() <= 2, "{told:?}");
    assert_eq!(told[0]["peak"], 1);
}
