//! A member of the group: what the thread that reads Kafka does, one step a turn.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender, sync_channel};
use std::time::Duration;

use rand::Rng;

use super::topic::{app, source};
use super::world::World;
use crate::source::content_app;
use crate::source::{Acknowledge, Acknowledged, Chunk, Framing, Lane, Message, Record, Resume, Settle};

/// How long a member may take to store what it read of partitions that go.
const DRAIN: Duration = Duration::from_secs(5);

/// Messages that wait before the member reads no more.
const ROOM: usize = 3;

/// Partitions that come or go.
#[derive(Debug, Clone)]
pub(super) enum Move {
    Come(Vec<usize>),
    Go(Vec<usize>),
}

/// A move that waits until what was read before it is stored.
pub(super) struct Moving {
    asked: Move,
    told: Receiver<Vec<Resume>>,
    stored: Option<Vec<Resume>>,
    since: Duration,
}

/// A partition that is read.
pub(super) struct Reading {
    lane: Arc<Lane>,
    next: i64,
}

pub(super) struct Member {
    /// Whether it reads at all.
    pub(super) is_reading: bool,
    pub(super) partitions: BTreeMap<usize, Reading>,
    pub(super) moves: VecDeque<Move>,
    pub(super) moving: Option<Moving>,
    pub(super) queue: VecDeque<Message>,
    /// The message that the loop was woken for.
    pub(super) at_hand: Option<Option<Message>>,
    /// Whether the group has given it up, and it does not know yet.
    pub(super) is_outcast: bool,
    pub(super) told: Sender<Acknowledged>,
    pub(super) acknowledged: Receiver<Acknowledged>,
}

impl Default for Member {
    fn default() -> Self {
        let (told, acknowledged) = mpsc::channel();
        Self {
            is_reading: false,
            partitions: BTreeMap::new(),
            moves: VecDeque::new(),
            moving: None,
            queue: VecDeque::new(),
            at_hand: None,
            is_outcast: false,
            told,
            acknowledged,
        }
    }
}

impl Member {
    pub(super) fn acknowledged(&self) -> Vec<Acknowledged> {
        self.acknowledged.try_iter().collect()
    }

    /// When the move at hand is over whether or not all is stored.
    pub(super) fn deadline(&self) -> Option<Duration> {
        let moving = self.moving.as_ref().filter(|moving| matches!(moving.asked, Move::Go(_)))?;
        Some(moving.since + DRAIN)
    }

    fn can_move(&mut self, now: Duration) -> bool {
        let is_late = self.deadline().is_some_and(|deadline| deadline <= now);
        match &mut self.moving {
            None => !self.moves.is_empty(),
            Some(moving) => {
                moving.stored = moving.stored.take().or_else(|| moving.told.try_recv().ok());
                moving.stored.is_some() || is_late
            }
        }
    }

    fn readable(&self, ends: &[i64]) -> Vec<usize> {
        if self.queue.len() >= ROOM {
            return Vec::new();
        }
        let is_behind =
            |(partition, reading): (&usize, &Reading)| (reading.next < ends[*partition]).then_some(*partition);
        self.partitions.iter().filter_map(is_behind).collect()
    }
}

impl World {
    fn ends(&self) -> Vec<i64> {
        (0..self.topic.partitions.len()).map(|partition| self.topic.end(partition)).collect()
    }

    /// Whether a member has something to do.
    pub(super) fn member_can_go_on(&mut self, process: usize) -> bool {
        let (ends, now) = (self.ends(), self.now);
        let member = &mut self.processes[process].member;
        member.is_reading && (member.can_move(now) || !member.readable(&ends).is_empty())
    }

    /// One step of a member: a move, or a chunk into the queue.
    pub(super) fn member_goes_on(&mut self, process: usize) {
        let (ends, now) = (self.ends(), self.now);
        let member = &mut self.processes[process].member;
        let readable = member.readable(&ends);
        if member.can_move(now) && (readable.is_empty() || self.rng.random_bool(0.5)) {
            match self.processes[process].member.moving.take() {
                Some(moving) => self.end_move(process, moving),
                None => self.begin_move(process),
            }
        } else if !readable.is_empty() {
            let partition = readable[self.rng.random_range(0..readable.len())];
            let most = self.rng.random_range(1..=8);
            self.read(process, partition, most);
        }
    }

    fn read(&mut self, process: usize, partition: usize, most: i64) {
        let end = self.topic.end(partition);
        let reading = self.processes[process].member.partitions.get_mut(&partition).unwrap();
        let (from, next) = (reading.next, end.min(reading.next + most));
        reading.next = next;
        let lane = Arc::clone(&reading.lane);
        let (mut data, mut messages) = (Vec::new(), Vec::new());
        for position in from..next {
            data.extend_from_slice(&self.topic.partitions[partition][position as usize].payload);
            messages.push(Record { end: data.len(), position });
        }
        let mark = self.topic.mark(partition, next);
        let chunk = Chunk { lane, data, framing: Framing::Messages(messages), next, mark };
        self.processes[process].member.queue.push_back(Message::Chunk(chunk));
        self.trace(format_args!("{process} reads {partition} {from}..{next}"));
    }

    fn begin_move(&mut self, process: usize) {
        let since = self.now;
        let member = &mut self.processes[process].member;
        let Some(asked) = member.moves.pop_front() else { return };
        let (Move::Come(partitions) | Move::Go(partitions)) = &asked;
        partitions.iter().for_each(|partition| drop(member.partitions.remove(partition)));
        let apps = match &asked {
            Move::Come(partitions) => partitions.iter().map(|partition| app(*partition)).collect(),
            Move::Go(_) => Vec::new(),
        };
        let (answer, told) = sync_channel(1);
        member.queue.push_back(Message::Settle(Settle { apps, answer }));
        member.moving = Some(Moving { asked: asked.clone(), told, stored: None, since });
        self.trace(format_args!("{process} begins {asked:?}"));
    }

    fn end_move(&mut self, process: usize, moving: Moving) {
        let Moving { asked, stored, .. } = moving;
        self.trace(format_args!("{process} ends {asked:?} {stored:?}"));
        match (asked, stored) {
            (Move::Come(partitions), Some(stored)) => {
                for (partition, stored) in partitions.into_iter().zip(stored) {
                    self.take_over(process, partition, stored);
                }
            }
            (Move::Come(_), None) => {}
            (Move::Go(partitions), _) => self.given_back(process, &partitions),
        }
    }

    fn take_over(&mut self, process: usize, partition: usize, stored: Resume) {
        let next = stored.position.unwrap_or_default();
        let known = (
            self.log.stands.get(&app(partition)).copied(),
            self.log.stands.get(&content_app(&app(partition))).copied(),
        );
        if stored.position > known.0 {
            self.broken(format!(
                "{process} is told that {partition} stands at {stored:?}, and the log tells {known:?}"
            ));
        }
        if next > self.topic.end(partition) || stored.mark != self.topic.mark(partition, next) {
            self.broken(format!("{process} resumes {partition} by {stored:?}, which is not what the topic holds"));
            return;
        }
        let member = &mut self.processes[process].member;
        let told = member.told.clone();
        let lane = Lane {
            source: source(partition).into(),
            app: Some(app(partition)),
            resumed: stored,
            acknowledge: Some(Acknowledge { partition: partition as i32, told }),
        };
        member.partitions.insert(partition, Reading { lane: Arc::new(lane), next });
    }
}
