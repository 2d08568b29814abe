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
    lanes.looked(Looked { lane: Arc::clone(&read), end: 5, until_micros: Some(7), is_held: false });
    lanes.still();
    assert_eq!((lanes.held(), lanes.until_micros()), (0, Some(7)));
    lanes.looked(Looked { lane: Arc::clone(&held), end: 9, until_micros: None, is_held: true });
    lanes.still();
    assert_eq!((lanes.held(), lanes.until_micros()), (1, None));
    assert_eq!(lanes.lags().collect::<Vec<_>>(), [("1".to_owned(), 0), ("2".to_owned(), 4)]);
    // It went to another member.
    drop(held);
    lanes.still();
    assert_eq!((lanes.held(), lanes.until_micros()), (0, Some(7)));
}
