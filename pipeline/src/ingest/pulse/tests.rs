#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::Arc;
use std::sync::mpsc::channel;

use chrono::TimeDelta;
use opkald_storage::events;

use super::*;
use crate::source::{Acknowledge, Lane, Looked, Resume};

struct Place {
    _folder: tempfile::TempDir,
    lake: Lake,
    table: Table,
}

impl Place {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let lake = Lake::open(folder.path().to_str().unwrap()).await.unwrap();
        let table = lake.table(&events::definition()).await.unwrap();
        Self { _folder: folder, lake, table }
    }

    /// A partition that is whole up to an instant, or is held.
    async fn look(&self, pulse: &mut Pulse, lanes: &mut Lanes, lane: &Arc<Lane>, until: Option<DateTime<Utc>>) {
        if until.is_none() {
            pulse.hold(&self.lake, &self.table).await;
        }
        let until_micros = until.map(|until| until.timestamp_micros());
        lanes.looked(Looked { lane: Arc::clone(lane), begin: 0, end: 9, until_micros, is_held: until.is_none() });
        lanes.still();
        pulse.told = None;
        pulse.beat(&self.lake, lanes).await;
    }
}

/// A partition of a topic.
fn lane(partition: i32) -> Arc<Lane> {
    let acknowledge = Some(Acknowledge { partition, told: channel().0 });
    Arc::new(Lane { source: format!("{partition}").into(), app: None, resumed: Resume::default(), acknowledge })
}

#[tokio::test]
async fn a_held_partition_that_goes_to_another_member_holds_that_one_back_too() {
    let place = Place::new().await;
    let now = DateTime::from_timestamp_micros(Utc::now().timestamp_micros()).unwrap();
    let monday = now - TimeDelta::days(2);
    let (mut one, mut its) = (Pulse::new(), Lanes::default());
    let (mut other, mut theirs) = (Pulse::new(), Lanes::default());
    let (read, also_read, moves) = (lane(0), lane(1), lane(2));
    place.look(&mut one, &mut its, &read, Some(monday)).await;
    let at_first = lane(2);
    place.look(&mut one, &mut its, &at_first, None).await;
    place.look(&mut other, &mut theirs, &also_read, Some(now)).await;
    assert_eq!((one.until(&place.lake, &its), other.until(&place.lake, &theirs)), (Some(monday), Some(now)));
    // It goes over. Whoever had it stands still until the other one has looked.
    drop(at_first);
    place.look(&mut one, &mut its, &read, Some(now)).await;
    assert_eq!(one.until(&place.lake, &its), Some(monday));
    place.look(&mut other, &mut theirs, &moves, None).await;
    assert_eq!(other.until(&place.lake, &theirs), Some(monday));
    // After a minute it tells what it knows of its own, and the other one holds the whole back.
    one.gone.1 = None;
    place.look(&mut one, &mut its, &read, Some(now)).await;
    assert_eq!(one.until(&place.lake, &its), Some(now));
    assert_eq!(data_until(&place.lake.beats().await.unwrap(), None), Some(monday));
}
