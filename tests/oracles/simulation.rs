//! Worlds of the simulation, in zones with odd offsets and over changes of the clock: every view equals the truth.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use opkald_pipeline::simulation::{Disorder, Plan};
use opkald_queries::Scope;
use opkald_storage::CustomerNumber;

use crate::answers::departures;
use crate::rows::{Cell, read_lines};
use crate::totals::faults;
use crate::world::{VIEWS, World};

/// What a plan's customers are called, and where they live.
pub(crate) fn customers(plan: &Plan) -> Vec<(String, Tz)> {
    plan.sample_customers().into_iter().map(|customer| (customer.number, customer.zone)).collect()
}

/// A clock by which nothing of the plan lies in the future.
pub(crate) fn after(plan: &Plan) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(plan.until).unwrap()
}

async fn lived_through(plan: &Plan) -> World {
    live_through(World::new(&customers(plan)).await, plan).await
}

async fn live_through(world: World, plan: &Plan) -> World {
    let events = plan.events().unwrap();
    let summary = world.ingest(events.iter().map(String::as_str), after(plan)).await;
    assert_eq!((summary.read, summary.dead_letters), (events.len() as u64, 0));
    world.refresh().await;
    world
}

/// Holds a world of some days up to an instant against its truth.
async fn is_right(zone: Tz, until: &str, days: u32, seed: u64) {
    let until = until.parse::<DateTime<Utc>>().unwrap().timestamp_micros();
    let plan = Plan { zone, oddity: 16.0, disorder: Disorder::ordinary(), ..Plan::small(seed, days, until) };
    let truth = plan.truth_in_memory();
    let world = lived_through(&plan).await;
    let views = world.views(&VIEWS).await;
    let mut found = departures(&views, &truth);
    found.extend(faults(&views, zone, truth.as_of));
    let shown = found.iter().take(60).cloned().collect::<Vec<_>>().join("\n");
    assert!(found.is_empty(), "{zone} until {until}, seed {seed}: {} departures\n{shown}", found.len());
    assert_eq!(world.engine.check().await.unwrap(), []);
}

#[tokio::test]
async fn the_night_of_25_hours_in_copenhagen_is_right() {
    is_right(chrono_tz::Europe::Copenhagen, "2026-10-26T11:00:00Z", 4, 1).await;
}

#[tokio::test]
async fn the_night_of_23_hours_in_copenhagen_is_right() {
    is_right(chrono_tz::Europe::Copenhagen, "2026-03-30T11:00:00Z", 4, 2).await;
}

#[tokio::test]
async fn three_weeks_with_expired_callbacks_are_right() {
    is_right(chrono_tz::Europe::Copenhagen, "2026-06-04T09:20:00Z", 21, 3).await;
}

#[tokio::test]
async fn kathmandu_of_odd_minutes_is_right() {
    is_right(chrono_tz::Asia::Kathmandu, "2026-05-01T07:10:00Z", 4, 4).await;
}

#[tokio::test]
async fn lord_howe_whose_clock_changes_by_half_an_hour_is_right() {
    is_right(chrono_tz::Australia::Lord_Howe, "2026-04-05T23:50:00Z", 4, 5).await;
    is_right(chrono_tz::Australia::Lord_Howe, "2026-10-05T01:05:00Z", 3, 6).await;
}

#[tokio::test]
async fn sao_paulo_whose_midnight_was_skipped_and_came_twice_is_right() {
    is_right(chrono_tz::America::Sao_Paulo, "2018-11-05T15:00:00Z", 3, 7).await;
    is_right(chrono_tz::America::Sao_Paulo, "2018-02-19T15:00:00Z", 3, 8).await;
}

#[tokio::test]
async fn a_customer_sees_its_own_rows_and_no_others() {
    let until = "2026-10-26T11:00:00Z".parse::<DateTime<Utc>>().unwrap().timestamp_micros();
    let plan = Plan::small(9, 2, until);
    let world = live_through(World::paying(&customers(&plan)).await, &plan).await;
    for view in VIEWS {
        let mut all = read_lines(&world.lines(view, Scope::Operator).await);
        for (number, _) in customers(&plan) {
            let own = world.rows(view, Scope::Customer(CustomerNumber::new(&number).unwrap())).await;
            let whose = Cell::Text(number);
            let (expected, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|row| row["customer"] == whose);
            let mut expected: Vec<String> = expected
                .into_iter()
                .map(|mut row| {
                    row.remove("customer");
                    format!("{row:?}")
                })
                .collect();
            let mut told: Vec<String> = own.iter().map(|row| format!("{row:?}")).collect();
            expected.sort();
            told.sort();
            assert!(!told.is_empty(), "{view} is empty");
            assert_eq!(told, expected, "{view}");
            all = others;
        }
        assert!(all.is_empty(), "{view} has rows of nobody");
    }
}
