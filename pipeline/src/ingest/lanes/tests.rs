use std::sync::mpsc::channel;

use super::*;
use crate::source::Acknowledge;

#[test]
fn a_partition_that_is_held_unread_counts_and_lags() {
    let (told, _kept) = channel();
    let lane = |partition| {
        let resumed = Resume { position: Some(5), mark: None };
        let acknowledge = Some(Acknowledge { partition, told: told.clone() });
        Arc::new(Lane { source: format!("{partition}").into(), app: None, resumed, acknowledge })
    };
    let (read, held) = (lane(1), lane(2));
    let mut lanes = Lanes::default();
    lanes.looked(Looked { lane: Arc::clone(&read), begin: 0, end: 5, until_micros: Some(7), is_held: false });
    lanes.still();
    assert_eq!((lanes.held(), lanes.until_micros()), (0, Some(7)));
    lanes.looked(Looked { lane: Arc::clone(&held), begin: 0, end: 9, until_micros: None, is_held: true });
    lanes.still();
    assert_eq!((lanes.held(), lanes.until_micros()), (1, None));
    assert_eq!(lanes.lags().collect::<Vec<_>>(), [("1".to_owned(), 0), ("2".to_owned(), 4)]);
    // It went to another member.
    drop(held);
    lanes.still();
    assert_eq!((lanes.held(), lanes.gone_held(), lanes.until_micros()), (0, 1, Some(7)));
    // Of one that was never stored, what is there is to come.
    let new = Arc::new(Lane { source: "3".into(), app: None, resumed: Resume::default(), acknowledge: None });
    lanes.looked(Looked { lane: Arc::clone(&new), begin: 1_000, end: 1_003, until_micros: None, is_held: false });
    assert_eq!(lanes.lags().map(|(_, lag)| lag).collect::<Vec<_>>(), [0, 3]);
}
