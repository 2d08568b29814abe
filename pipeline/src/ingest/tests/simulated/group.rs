//! The group: which member has which partition, as its coordinator sees it.

use rand::Rng;

use super::member::{Member, Move};
use super::world::World;

/// Who has a partition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Held {
    Nobody,
    By(usize),
    /// It goes to another member as soon as its holder gives it back.
    Leaving {
        from: usize,
        to: usize,
    },
}

pub(super) struct Group {
    pub(super) held: Vec<Held>,
    /// Which processes are members.
    pub(super) members: Vec<bool>,
}

impl Group {
    pub(super) fn new(partitions: usize, processes: usize) -> Self {
        Self { held: vec![Held::Nobody; partitions], members: vec![false; processes] }
    }

    fn members(&self) -> Vec<usize> {
        (0..self.members.len()).filter(|process| self.members[*process]).collect()
    }
}

impl World {
    /// A process begins to read, as a new member.
    pub(super) fn join(&mut self, process: usize) {
        self.trace(format_args!("{process} joins"));
        // Whoever it was before is forgotten: a member has one place.
        self.vacate(process);
        self.processes[process].member = Member { is_reading: true, ..Member::default() };
        self.group.members[process] = true;
        self.rebalance();
    }

    /// A member leaves as it should.
    pub(super) fn leave(&mut self, process: usize) {
        self.trace(format_args!("{process} leaves"));
        self.processes[process].member = Member::default();
        self.vacate(process);
        // The group waits a moment for members that come again, and may then give them what they had.
        if self.rng.random_bool(0.4) {
            self.rebalance();
        }
    }

    /// The group has not heard of a member for long: its partitions are others' from now on, whether it knows or not.
    pub(super) fn expire(&mut self, process: usize) {
        self.trace(format_args!("{process} is given up by the group"));
        self.processes[process].member.is_outcast = true;
        self.vacate(process);
        self.rebalance();
    }

    /// An outcast hears of it: it loses what it has, and comes again.
    pub(super) fn outcast_hears(&mut self, process: usize) {
        self.trace(format_args!("{process} hears that it was given up"));
        let member = &mut self.processes[process].member;
        member.is_outcast = false;
        let lost = member.partitions.keys().copied().collect();
        // What was to come to it then, does not.
        member.moves.clear();
        member.moves.push_back(Move::Go(lost));
        self.group.members[process] = true;
        self.rebalance();
    }

    fn vacate(&mut self, process: usize) {
        self.group.members[process] = false;
        for held in &mut self.group.held {
            if matches!(*held, Held::By(holder) | Held::Leaving { from: holder, .. } if holder == process) {
                *held = Held::Nobody;
            }
        }
    }

    /// Gives every partition that nobody has to somebody, and moves some of the others.
    pub(super) fn rebalance(&mut self) {
        let members = self.group.members();
        if members.is_empty() {
            return;
        }
        let (mut come, mut go) = (vec![Vec::new(); self.processes.len()], vec![Vec::new(); self.processes.len()]);
        for partition in 0..self.group.held.len() {
            let to = members[self.rng.random_range(0..members.len())];
            match self.group.held[partition] {
                Held::Nobody => {
                    self.group.held[partition] = Held::By(to);
                    come[to].push(partition);
                }
                Held::By(from) if from != to && self.rng.random_bool(0.4) => {
                    self.group.held[partition] = Held::Leaving { from, to };
                    go[from].push(partition);
                }
                Held::By(_) | Held::Leaving { .. } => {}
            }
        }
        for (process, (come, go)) in come.into_iter().zip(go).enumerate() {
            let moves = &mut self.processes[process].member.moves;
            moves.extend((!go.is_empty()).then_some(Move::Go(go)));
            moves.extend((!come.is_empty()).then_some(Move::Come(come)));
        }
        let held = self.group.held.clone();
        self.trace(format_args!("the group: {held:?}"));
    }

    /// A member has given partitions back.
    pub(super) fn given_back(&mut self, process: usize, partitions: &[usize]) {
        for partition in partitions {
            match self.group.held[*partition] {
                Held::Leaving { from, to } if from == process && self.group.members[to] => {
                    self.group.held[*partition] = Held::By(to);
                    self.processes[to].member.moves.push_back(Move::Come(vec![*partition]));
                }
                Held::Leaving { from, .. } if from == process => self.group.held[*partition] = Held::Nobody,
                // It was an outcast, and the partition is another's already.
                Held::Leaving { .. } | Held::By(_) | Held::Nobody => {}
            }
        }
        if self.group.held.contains(&Held::Nobody) {
            self.rebalance();
        }
    }
}
