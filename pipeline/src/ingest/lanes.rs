//! How far each source has come, in the table and in memory.

use std::sync::Arc;

use opkald_storage::lake::Progress;

use super::breaker::Share;
use crate::source::{Acknowledged, Chunk, Lane, Resume, content_app};

/// A lane's position in the table, and after what was read.
#[derive(Debug)]
struct LaneState {
    lane: Arc<Lane>,
    committed: Resume,
    read: Resume,
    /// What was made of its last records.
    lately: Share,
}

/// The lanes that have been heard of.
#[derive(Debug, Default)]
pub(super) struct Lanes(Vec<LaneState>);

impl Lanes {
    /// Notes that a chunk was read, and what was made of it.
    pub(super) fn advance(&mut self, chunk: &Chunk, share: Share) {
        let read = Resume { position: Some(chunk.next), mark: chunk.mark };
        match self.0.iter_mut().rev().find(|state| Arc::ptr_eq(&state.lane, &chunk.lane)) {
            Some(state) => {
                state.read = read;
                state.lately.add(share);
            }
            None => {
                let (lane, committed) = (Arc::clone(&chunk.lane), chunk.lane.resumed);
                self.0.push(LaneState { lane, committed, read, lately: share });
            }
        }
    }

    /// The first lane of whose last records more than so many percent were refused.
    pub(super) fn flooded(&self, percent: u8) -> Option<(&Arc<Lane>, Share)> {
        let flooded = self.0.iter().find(|state| state.lane.is_watched() && state.lately.exceeds(percent));
        flooded.map(|state| (&state.lane, state.lately))
    }

    /// The progress that a commit of everything read makes.
    pub(super) fn progress(&self) -> Vec<Progress> {
        let mut progress = Vec::new();
        for LaneState { lane, committed, read, .. } in &self.0 {
            let (Some(app), Some(next)) = (&lane.app, read.position) else { continue };
            if read == committed {
                continue;
            }
            progress.push(Progress { app: app.clone(), expected: committed.position, next });
            if let Some(mark) = read.mark {
                progress.push(Progress { app: content_app(app), expected: committed.mark, next: mark });
            }
        }
        progress
    }

    /// Notes that everything read is committed, and tells the sources that want to know.
    pub(super) fn landed(&mut self) {
        for state in &mut self.0 {
            state.committed = state.read;
            state.lately.begin_anew();
            if let (Some(acknowledge), Some(next)) = (&state.lane.acknowledge, state.committed.position) {
                let partition = acknowledge.partition;
                // The source may have failed meanwhile; it does not need to know then.
                let _ = acknowledge.told.send(Acknowledged { partition, next });
            }
        }
        // A lane that nobody else holds has ended.
        self.0.retain(|state| Arc::strong_count(&state.lane) > 1);
    }
}
