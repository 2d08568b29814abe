//! Small worlds of every kind, delivered in every way: the views are the truth, and their rows add up.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use opkald_pipeline::simulation::{Disorder, Plan};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use rand::rngs::SmallRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};

use crate::answers::departures;
use crate::simulation::{after, customers};
use crate::totals::faults;
use crate::world::{STORED, VIEWS, World};

/// Nights worth living through.
const NIGHTS: [(Tz, &str); 9] = [
    (chrono_tz::Europe::Copenhagen, "2026-10-24T18:00:00Z"),
    (chrono_tz::Europe::Copenhagen, "2026-03-28T18:00:00Z"),
    (chrono_tz::Europe::Copenhagen, "2026-04-30T10:00:00Z"),
    (chrono_tz::Asia::Kathmandu, "2026-05-31T06:00:00Z"),
    (chrono_tz::Australia::Lord_Howe, "2026-04-04T06:00:00Z"),
    (chrono_tz::Australia::Lord_Howe, "2026-10-03T06:00:00Z"),
    (chrono_tz::America::Sao_Paulo, "2018-11-03T16:00:00Z"),
    (chrono_tz::America::Sao_Paulo, "2018-02-17T16:00:00Z"),
    (chrono_tz::UTC, "2025-12-31T12:00:00Z"),
];

/// How many customers live in one world. Planning the statements takes most of a world's time, however small it is; so a
/// world holds several customers, and each of them, who shares nothing with the others, is a case of its own.
pub(crate) const CUSTOMERS: usize = 5;

/// How events come in.
#[derive(Debug, Clone)]
pub(crate) struct Delivery {
    /// Decides the order, and which events come twice.
    seed: u64,
    shuffled: bool,
    doubled: f64,
    /// Where one commit ends and the next begins, as shares of all, and whether the statistics are brought up in between.
    cuts: Vec<(f64, bool)>,
}

impl Delivery {
    pub(crate) fn any() -> impl Strategy<Value = Self> {
        // A last part of few events changes few days: then the others must be right as they are.
        let share = prop_oneof![0.0_f64..1.0, 0.96_f64..1.0];
        let cuts = prop::collection::vec((share, any::<bool>()), 0..3);
        (any::<u64>(), any::<bool>(), 0.0_f64..0.5, cuts).prop_map(|(seed, shuffled, doubled, cuts)| Self {
            seed,
            shuffled,
            doubled,
            cuts,
        })
    }

    /// Brings the events into the world, and its statistics up to them.
    pub(crate) async fn carry_out(&self, world: &World, lines: &[String], now: DateTime<Utc>) {
        let mut rng = SmallRng::seed_from_u64(self.seed);
        let twice: Vec<&String> = lines.iter().filter(|_| rng.random_bool(self.doubled)).collect();
        let mut order: Vec<&str> = lines.iter().chain(twice).map(String::as_str).collect();
        if self.shuffled {
            order.shuffle(&mut rng);
        }
        let mut cuts = self.cuts.clone();
        cuts.sort_unstable_by(|one, other| one.0.total_cmp(&other.0));
        let mut from = 0;
        for (share, refresh) in cuts {
            let to = (share * order.len() as f64) as usize;
            world.ingest(order[from..to].iter().copied(), now).await;
            if refresh {
                world.refresh().await;
            }
            from = to;
        }
        world.ingest(order[from..].iter().copied(), now).await;
        world.refresh().await;
    }
}

fn plans() -> impl Strategy<Value = Plan> {
    let night = prop::sample::select(&NIGHTS[..]);
    (night, 0_i64..2 * 24 * 60, 1_u32..3, any::<u32>(), 20.0_f64..60.0).prop_map(
        |((zone, from), minutes, days, seed, events)| {
            let until = from.parse::<DateTime<Utc>>().unwrap() + TimeDelta::minutes(minutes);
            Plan {
                zone,
                customers: CUSTOMERS,
                events_per_customer_day: events,
                oddity: 20.0,
                disorder: Disorder::none(),
                ..Plan::small(seed.into(), days, until.timestamp_micros())
            }
        },
    )
}

/// Tries a property on the worlds of as many customers as the environment asks for cases.
pub(crate) fn hold<S: Strategy>(strategy: &S, property: impl AsyncFn(S::Value) -> Vec<String>) {
    hold_in(1, strategy, property);
}

/// Tries it on a share of them, where each customer is asked for apart.
pub(crate) fn hold_in<S: Strategy>(share: u32, strategy: &S, property: impl AsyncFn(S::Value) -> Vec<String>) {
    let asked = ProptestConfig::default();
    let cases = asked.cases.div_ceil(CUSTOMERS as u32 * share);
    let config = ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 80, ..asked };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let outcome = TestRunner::new(config).run(strategy, |case| {
        let found = runtime.block_on(property(case));
        let shown = found.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
        prop_assert!(found.is_empty(), "{} departures:\n{}", found.len(), shown);
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

#[test]
fn property_however_events_come_the_views_are_the_truth_and_add_up() {
    // Days and months are sums of hours by statements that do not change from case to case: a share of the cases will do.
    let asks_all = prop::bool::weighted(0.25);
    hold(&(plans(), Delivery::any(), asks_all), async |(plan, delivery, asks_all): (Plan, Delivery, bool)| {
        let world = World::new(&customers(&plan)).await;
        delivery.carry_out(&world, &plan.events().unwrap(), after(&plan)).await;
        let asked = if asks_all { &VIEWS[..] } else { &STORED };
        let (views, truth) = (world.views(asked).await, plan.truth_in_memory());
        let mut found = departures(&views, &truth);
        found.extend(faults(&views, plan.zone, truth.as_of));
        found
    });
}
