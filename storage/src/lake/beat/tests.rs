#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
}

fn beat(until: i64, told: i64) -> Beat {
    Beat { until: at(until), at: at(told) }
}

#[test]
fn the_ingest_that_is_furthest_behind_counts() {
    assert_eq!(data_until(&[beat(99, 100), beat(40, 101)], Some(at(101))), Some(at(40)));
}

#[test]
fn a_quiet_source_is_not_an_old_one() {
    assert_eq!(data_until(&[beat(1_000, 1_000)], Some(at(3))), Some(at(1_000)));
    assert_eq!(data_until(&[beat(1_000, 1_000)], None), Some(at(1_000)));
}

#[test]
fn who_died_counts_until_the_others_have_gone_on_for_a_while() {
    assert_eq!(data_until(&[beat(10, 12), beat(60, 61)], Some(at(61))), Some(at(10)));
    assert_eq!(data_until(&[beat(10, 12), beat(80, 81)], Some(at(81))), Some(at(80)));
    // Nobody is left: what was known last stays true, until something comes by another way.
    assert_eq!(data_until(&[beat(10, 12)], Some(at(13))), Some(at(10)));
    assert_eq!(data_until(&[beat(10, 12)], Some(at(500))), Some(at(500)));
    assert_eq!(data_until(&[], Some(at(500))), Some(at(500)));
}

#[tokio::test]
async fn what_is_told_is_read_until_it_is_taken_back_or_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(folder.path().to_str().unwrap()).await.unwrap();
    assert_eq!(lake.beats().await.unwrap(), []);
    let (one, other, dead) = (Uuid::new_v4(), Uuid::new_v4(), Uuid::new_v4());
    let now = Utc::now();
    let told = Beat { until: now, at: now };
    lake.tell(one, told).await.unwrap();
    lake.tell(one, told).await.unwrap();
    lake.tell(dead, Beat { until: now, at: now - TimeDelta::days(2) }).await.unwrap();
    assert_eq!(lake.beats().await.unwrap(), [told]);
    lake.tell(other, told).await.unwrap();
    assert_eq!(lake.beats().await.unwrap().len(), 2);
    lake.retract(one).await.unwrap();
    lake.retract(one).await.unwrap();
    assert_eq!(lake.beats().await.unwrap(), [told]);
}
