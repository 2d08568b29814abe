//! How far each source has come, in the table and in memory.

use std::sync::Arc;

use opkald_storage::lake::Progress;

use super::breaker::Share;
use crate::source::{Acknowledged, Chunk, Lane, Looked, Resume, content_app};

/// A lane's position in the table, and after what was read.
#[derive(Debug)]
struct LaneState {
    lane: Arc<Lane>,
    committed: Resume,
    read: Resume,
    /// What was made of its last records.
    lately: Share,
    /// Where its end was, and up to when what came to the source was read.
    looked: Option<End>,
    /// Up to when, in µs since the epoch, what came to the source is committed.
    until_micros: Option<i64>,
}

/// What is known of a lane's end.
#[derive(Debug, Clone, Copy)]
struct End {
    begin: i64,
    position: i64,
    until_micros: Option<i64>,
    is_held: bool,
}

/// The lanes that have been heard of.
#[derive(Debug, Default)]
pub(super) struct Lanes {
    lanes: Vec<LaneState>,
    /// How many went elsewhere that were held unread.
    gone_held: u64,
}

impl Lanes {
    /// Notes that a chunk was read, and what was made of it.
    pub(super) fn advance(&mut self, chunk: &Chunk, share: Share) {
        let read = Resume { position: Some(chunk.next), mark: chunk.mark };
        let state = self.state(&chunk.lane);
        state.read = read;
        state.lately.add(share);
    }

    /// Notes where a lane's end is; what was sent before is read by now.
    pub(super) fn looked(&mut self, looked: Looked) {
        let Looked { lane, begin, end, until_micros, is_held } = looked;
        self.state(&lane).looked = Some(End { begin, position: end, until_micros, is_held });
    }

    fn state(&mut self, lane: &Arc<Lane>) -> &mut LaneState {
        let at = self.lanes.iter().rposition(|state| Arc::ptr_eq(&state.lane, lane)).unwrap_or_else(|| {
            let (lane, resumed) = (Arc::clone(lane), lane.resumed);
            let lately = Share::default();
            self.lanes.push(LaneState {
                lane,
                committed: resumed,
                read: resumed,
                lately,
                looked: None,
                until_micros: None,
            });
            self.lanes.len() - 1
        });
        &mut self.lanes[at]
    }

    /// Each partition's source, and how many records are there and not committed yet.
    pub(super) fn lags(&self) -> impl Iterator<Item = (String, i64)> {
        self.lanes.iter().filter_map(|state| {
            let End { begin, position: end, .. } = state.looked?;
            // Nothing of it is committed before its first records are: then all that is there is to come.
            let lag = end - state.committed.position.unwrap_or(begin).min(end);
            Some((state.lane.source.to_string(), lag))
        })
    }

    /// Up to when, in µs since the epoch, all that came to the partitions is committed; none while that is not known of
    /// one of them, or there is none.
    pub(super) fn until_micros(&self) -> Option<i64> {
        let watched = self.lanes.iter().filter(|state| state.lane.is_watched());
        watched.map(|state| state.until_micros).min().flatten()
    }

    /// How many partitions are ours without being read.
    pub(super) fn held(&self) -> usize {
        self.lanes.iter().filter(|state| state.looked.is_some_and(|end| end.is_held)).count()
    }

    /// How many went elsewhere that were ours without being read.
    pub(super) fn gone_held(&self) -> u64 {
        self.gone_held
    }

    /// The first lane of whose last records more than so many percent were refused.
    pub(super) fn flooded(&self, percent: u8) -> Option<(&Arc<Lane>, Share)> {
        let flooded = self.lanes.iter().find(|state| state.lane.is_watched() && state.lately.exceeds(percent));
        flooded.map(|state| (&state.lane, state.lately))
    }

    /// The progress that a commit of everything read makes.
    pub(super) fn progress(&self) -> Vec<Progress> {
        let mut progress = Vec::new();
        for LaneState { lane, committed, read, .. } in &self.lanes {
            let (Some(app), Some(next)) = (&lane.app, read.position) else { continue };
            if read == committed {
                continue;
            }
            progress.push(Progress { app: app.clone(), expected: committed.position, next });
            if let Some(mark) = read.mark.filter(|_| read.mark != committed.mark) {
                progress.push(Progress { app: content_app(app), expected: committed.mark, next: mark });
            }
        }
        progress
    }

    /// Notes that everything read is committed, and tells the sources that want to know.
    pub(super) fn landed(&mut self) {
        for state in &mut self.lanes {
            state.committed = state.read;
            state.lately.begin_anew();
            if let (Some(acknowledge), Some(next)) = (&state.lane.acknowledge, state.committed.position) {
                let partition = acknowledge.partition;
                // The source may have failed meanwhile; it does not need to know then.
                let _ = acknowledge.told.send(Acknowledged { partition, next });
            }
        }
        self.still();
    }

    /// Notes that there is nothing that is read and not committed.
    pub(super) fn still(&mut self) {
        for state in &mut self.lanes {
            state.until_micros = state.looked.and_then(|end| end.until_micros).max(state.until_micros);
        }
        // A lane that nobody else holds has ended.
        let held = self.held();
        self.lanes.retain(|state| Arc::strong_count(&state.lane) > 1);
        self.gone_held += (held - self.held()) as u64;
    }
}

#[cfg(test)]
mod tests;
