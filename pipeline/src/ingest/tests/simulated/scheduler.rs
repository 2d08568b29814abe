//! Who goes on next, what goes wrong, and when it is over.

use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload, PutResult};
use rand::Rng;

use super::process::{Process, State, start};
use super::store::timeout;
use super::turns::{Answer, Asked, Simulation};
use super::world::{LAST_PASSES, UnderWay, World};

/// Turns after which a world that has not come to its end is taken to be stuck.
const MOST_TURNS: u64 = 30_000;

/// One thing that may happen next.
#[derive(Debug, Clone, Copy)]
enum Turn {
    /// A process goes on by one of the things that it waits for.
    GoOn(usize, usize),
    Member(usize),
    Produce,
    Time(Duration),
    Land(usize),
    Start(usize),
    /// The group gives up a member that is dead.
    Expire(usize),
    OutcastHears(usize),
}

/// What passes when hours pass, and when days do: then the store forgets what nobody asked for, and processes may give up.
const HOURS: std::ops::RangeInclusive<u64> = 1..=3;
const DAYS: Duration = Duration::from_secs(8 * 86_400);

/// Lets a world come to its end.
pub(super) async fn run(simulation: &Arc<Simulation>) -> Result<(), String> {
    loop {
        simulation.quiet().await?;
        let struck = {
            let mut world = simulation.world();
            world.turn += 1;
            world.look_at_acknowledgements();
            if let Some(broken) = world.broken.first() {
                return Err(broken.clone());
            }
            if world.turn > MOST_TURNS {
                return Err(format!("it is not over after {MOST_TURNS} turns"));
            }
            world.strike()
        };
        if let Some(process) = struck {
            kill(simulation, process).await;
            continue;
        }
        let next = simulation.world().choose();
        match next {
            Some(Turn::Start(process)) => {
                simulation.world().trace(format_args!("{process} starts"));
                start(simulation, process);
            }
            Some(turn) => simulation.world().take(turn),
            None => {
                if simulation.world().close()? {
                    return Ok(());
                }
            }
        }
    }
}

/// Kills a process where it stands.
async fn kill(simulation: &Arc<Simulation>, process: usize) {
    let task = {
        let mut world = simulation.world();
        world.trace(format_args!("{process} is killed"));
        let restart = world.turn + world.rng.random_range(0..100);
        let waits = std::mem::take(&mut world.processes[process].waits);
        for wait in waits {
            // What it has sent goes on without it.
            if let Asked::Put(at, payload, options) = wait.asked
                && world.rng.random_bool(0.5)
            {
                let lands_at = world.turn + world.rng.random_range(1..150);
                world.under_way.push(UnderWay { lands_at, at, payload, options });
            }
        }
        let one = &mut world.processes[process];
        one.state = State::Ended;
        one.started_at = restart;
        one.member.is_reading = false;
        one.task.take()
    };
    if let Some(task) = task {
        task.abort();
        let _ = task.await;
    }
}

impl World {
    /// Lets something go wrong with a process or the group, now and then; tells whom to kill.
    fn strike(&mut self) -> Option<usize> {
        if self.faults.left == 0 || self.rng.random_range(0..1000) >= self.faults.of_turns {
            return None;
        }
        self.faults.left -= 1;
        let process = self.rng.random_range(0..self.processes.len());
        let pause = self.turn + self.rng.random_range(20..300);
        match self.rng.random_range(0..12) {
            0..=3 if self.processes[process].state == State::Waiting => return Some(process),
            4..=5 => {
                self.trace(format_args!("{process} pauses"));
                self.processes[process].paused_until = pause;
                if self.group.members[process] && self.rng.random_bool(0.6) {
                    self.expire(process);
                }
            }
            6 if self.group.members[process] => self.expire(process),
            7 => {
                self.trace(format_args!("the store is away"));
                self.faults.away_until = self.turn + self.rng.random_range(5..60);
            }
            8 if self.processes[process].member.is_reading => {
                self.trace(format_args!("the source of {process} asks to begin anew"));
                let member = &mut self.processes[process].member;
                member.is_reading = false;
                member.queue.push_back(crate::source::Message::Again("the simulation says so".to_owned()));
            }
            9 => {
                let hours = self.rng.random_range(HOURS);
                self.trace(format_args!("{hours} hours pass"));
                self.now += Duration::from_secs(3600 * hours);
            }
            10 if !self.is_anything_sent() => {
                self.trace(format_args!("days pass"));
                self.now += DAYS;
                self.processes.iter_mut().for_each(|process| process.was_failed = true);
            }
            _ => self.rebalance(),
        }
        None
    }

    /// Whether something was sent to the store and has not reached it: no request is under way for days.
    fn is_anything_sent(&self) -> bool {
        let is_put = |process: &Process| process.waits.iter().any(|wait| matches!(wait.asked, Asked::Put(..)));
        !self.under_way.is_empty() || self.processes.iter().any(is_put)
    }

    /// Chooses what happens next; none if nothing can.
    fn choose(&mut self) -> Option<Turn> {
        let mut turns = self.turns();
        if turns.is_empty() {
            // Whoever is waited for needs to be waited for no longer.
            for process in &mut self.processes {
                (process.paused_until, process.started_at) = (0, 0);
            }
            turns = self.turns();
        }
        let all: u32 = turns.iter().map(|(weight, _)| weight).sum();
        if all == 0 {
            return None;
        }
        let mut drawn = self.rng.random_range(0..all);
        let chosen = turns.into_iter().find(|(weight, _)| {
            let is_it = drawn < *weight;
            drawn = drawn.saturating_sub(*weight);
            is_it
        });
        chosen.map(|(_, turn)| turn)
    }

    /// What may happen next, and how likely each is.
    fn turns(&mut self) -> Vec<(u32, Turn)> {
        let mut turns = Vec::new();
        let (mut deadlines, mut passes) = (Vec::new(), Vec::new());
        for number in 0..self.processes.len() {
            let can_read = self.member_can_go_on(number);
            let process = &self.processes[number];
            let sleeps = process.waits.iter().filter_map(|wait| match wait.asked {
                Asked::Sleep(until) => Some(until),
                _ => None,
            });
            let until = if process.is_between_passes { &mut passes } else { &mut deadlines };
            until.extend(sleeps.chain(process.member.deadline()));
            if process.paused_until > self.turn {
                continue;
            }
            for (at, wait) in process.waits.iter().enumerate() {
                let can_go_on = match &wait.asked {
                    Asked::Sleep(until) => *until <= self.now,
                    Asked::Message(_) => !process.member.queue.is_empty(),
                    Asked::Begin
                    | Asked::Get(..)
                    | Asked::Put(..)
                    | Asked::Delete(_)
                    | Asked::List
                    | Asked::Answer(_) => true,
                };
                if can_go_on {
                    turns.push((20, Turn::GoOn(number, at)));
                }
            }
            if can_read {
                turns.push((self.temper.read, Turn::Member(number)));
            }
            if process.member.is_outcast && process.member.is_reading {
                turns.push((1, Turn::OutcastHears(number)));
            }
            if process.state == State::Ended && !self.is_closing && process.started_at <= self.turn {
                turns.push((5, Turn::Start(number)));
            }
            if !process.member.is_reading && process.state == State::Ended && self.group.members[number] {
                turns.push((1, Turn::Expire(number)));
            }
        }
        for (at, put) in self.under_way.iter().enumerate() {
            if put.lands_at <= self.turn || self.is_calm() {
                turns.push((5, Turn::Land(at)));
            }
        }
        if self.topic.to_come > 0 {
            turns.push((self.temper.produce, Turn::Produce));
        }
        let to_come = |deadline: &Duration| *deadline > self.now;
        if turns.is_empty() && !deadlines.iter().any(to_come) {
            // What may be maintained later keeps no world going.
            return turns;
        }
        if let Some(next) = deadlines.into_iter().chain(passes).filter(to_come).min() {
            turns.push((self.temper.time, Turn::Time(next)));
        }
        turns
    }

    fn take(&mut self, turn: Turn) {
        match turn {
            Turn::GoOn(process, at) => self.go_on(process, at),
            Turn::Member(process) => self.member_goes_on(process),
            Turn::Produce => {
                let (partition, count) = self.topic.produce(&mut self.rng);
                self.trace(format_args!("{count} records more in {partition}"));
            }
            Turn::Time(now) => self.now = now,
            Turn::Land(at) => {
                let UnderWay { at, payload, options, .. } = self.under_way.swap_remove(at);
                let name = self.name(&at);
                let landed = self.land(&at, payload, options).is_ok();
                self.trace(format_args!("{name} reaches the store late: {landed}"));
            }
            Turn::Start(_) => {}
            Turn::Expire(process) => self.expire(process),
            Turn::OutcastHears(process) => self.outcast_hears(process),
        }
    }

    /// A process goes on, if the store's answer does not take a turn of its own.
    fn go_on(&mut self, number: usize, at: usize) {
        let asked = std::mem::replace(&mut self.processes[number].waits[at].asked, Asked::Begin);
        let answer = match asked {
            Asked::Begin => {
                self.trace(format_args!("{number} begins"));
                Answer::Go
            }
            Asked::Sleep(until) => {
                self.trace(format_args!("{number} slept"));
                self.processes[number].waits[at].asked = Asked::Sleep(until);
                Answer::Go
            }
            Asked::Message(waker) => {
                let member = &mut self.processes[number].member;
                member.at_hand = Some(member.queue.pop_front());
                self.trace(format_args!("{number} takes a message"));
                self.processes[number].waits[at].asked = Asked::Message(waker);
                Answer::Go
            }
            Asked::Answer(answer) => answer,
            request @ (Asked::Get(..) | Asked::Put(..) | Asked::Delete(_) | Asked::List) => {
                let answer = self.request(number, request);
                if self.rng.random_range(0..100) < self.temper.late_answers {
                    self.processes[number].waits[at].asked = Asked::Answer(answer);
                    return;
                }
                answer
            }
        };
        self.processes[number].go(at, answer);
    }

    /// What the store does with a request, and what it answers.
    fn request(&mut self, number: usize, asked: Asked) -> Answer {
        match asked {
            Asked::Get(at, options) => {
                let fails = self.store_is_away() || self.goes_wrong(self.faults.of_gets);
                let name = self.name(&at);
                self.trace(format_args!("{number} gets {name}{}", if fails { ": no answer" } else { "" }));
                self.processes[number].was_failed |= fails;
                let get = || self.store.get_opts(&at, options).now_or_never().expect("memory does not wait");
                Answer::Get(if fails { Err(timeout()) } else { get() })
            }
            Asked::Put(at, payload, options) => {
                let name = self.name(&at);
                let is_away = self.store_is_away();
                if !is_away && !self.goes_wrong(self.faults.of_puts) {
                    let answer = self.land(&at, payload, options);
                    self.trace(format_args!("{number} puts {name}: {}", answer.is_ok()));
                    return Answer::Put(answer);
                }
                self.processes[number].was_failed = true;
                let fate = if is_away { 0 } else { self.rng.random_range(0..4) };
                self.trace(format_args!("{number} puts {name}, fate {fate}"));
                let taken = || object_store::Error::AlreadyExists { path: at.to_string(), source: "taken".into() };
                match fate {
                    0 => {}
                    1 => drop(self.land(&at, payload, options)),
                    2 => {
                        let lands_at = self.turn + self.rng.random_range(1..200);
                        self.under_way.push(UnderWay { lands_at, at, payload, options });
                    }
                    // The client put it twice, since the first answer was an error of the server.
                    _ => {
                        let is_entry = matches!(options.mode, PutMode::Create);
                        let landed = self.land(&at, payload, options);
                        return Answer::Put(if is_entry { Err(taken()) } else { landed });
                    }
                }
                Answer::Put(Err(timeout()))
            }
            Asked::Delete(at) => {
                let fails = self.store_is_away() || self.goes_wrong(self.faults.of_puts);
                // One that fails may have been done all the same.
                let is_done = !fails || self.rng.random_bool(0.5);
                let name = self.name(&at);
                self.trace(format_args!("{number} deletes {name}: {}, answer {}", is_done, !fails));
                self.processes[number].was_failed |= fails;
                if is_done {
                    self.look_at_deletion(&at);
                    self.store.delete(&at).now_or_never().expect("memory does not wait").unwrap();
                }
                Answer::Delete(if fails { Err(timeout()) } else { Ok(()) })
            }
            Asked::List => {
                let fails = self.store_is_away() || self.goes_wrong(self.faults.of_gets);
                self.trace(format_args!("{number} lists{}", if fails { ": no answer" } else { "" }));
                self.processes[number].was_failed |= fails;
                Answer::List(if fails { Err(timeout()) } else { Ok(()) })
            }
            Asked::Begin | Asked::Answer(_) | Asked::Sleep(_) | Asked::Message(_) => Answer::Go,
        }
    }

    /// A put within a turn: the Delta library's, of which a checkpoint has two.
    pub(super) fn put(
        &mut self,
        number: usize,
        at: &Path,
        payload: PutPayload,
        options: PutOptions,
    ) -> object_store::Result<PutResult> {
        match self.request(number, Asked::Put(at.clone(), payload, options)) {
            Answer::Put(result) => result,
            _ => unreachable!("a put was asked for"),
        }
    }

    fn goes_wrong(&mut self, of_thousand: u32) -> bool {
        let does = self.faults.left > 0 && self.rng.random_range(0..1000) < of_thousand;
        self.faults.left -= u32::from(does);
        does
    }

    /// Nothing can happen by itself any more: the faults end first, then the processes; tells whether all is over.
    fn close(&mut self) -> Result<bool, String> {
        if self.faults.left > 0 || self.store_is_away() {
            (self.faults.left, self.faults.away_until) = (0, 0);
            return Ok(false);
        }
        if !self.is_all_stored() {
            let (stands, held) = (&self.log.stands, &self.group.held);
            return Err(format!("nothing goes on, and not all is stored: {stands:?}, {held:?}"));
        }
        if self.last_passes > 0 {
            self.last_passes -= 1;
            self.now += LAST_PASSES[self.last_passes];
            self.trace(format_args!("the last passes of the maintenance"));
            return Ok(false);
        }
        self.is_closing = true;
        let Some(next) = self.processes.iter().position(|process| process.state != State::Ended) else {
            return Ok(true);
        };
        self.trace(format_args!("{next} is stopped"));
        let process = &mut self.processes[next];
        process.waits.clear();
        process.state = State::Running;
        let _ = process.stop.send(true);
        Ok(false)
    }
}
