//! Who reads, who maintains, who sends, the brokers between them, and what befalls them.

use std::collections::BTreeMap;
use std::thread::sleep;
use std::time::{Duration, Instant};

use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};

use crate::audit;
use crate::kafka::Cluster;
use crate::stream::{PARTITIONS, Sent, Stream};
use crate::support::Place;
use crate::workers::Worker;

/// Processes of the group, at most.
const WORKERS: usize = 3;

/// Processes that maintain the table meanwhile, at once.
const MAINTAINERS: usize = 2;

/// How long the group waits for one that is silent.
const SESSION_MS: u64 = 1_000;

/// Small commits, so that most instants lie in or near one.
const SETTINGS: [(&str, &str); 2] =
    [("OPKALD_INGEST_COMMIT_SECONDS", "0.1"), ("OPKALD_KAFKA_SESSION_TIMEOUT_MS", "1000")];

/// How long a cycle waits for a commit; there may be no broker.
const AT_WORK_WITHIN: Duration = Duration::from_secs(6);

/// The group that they read as.
pub(crate) const GROUP: &str = "proof";

/// All of it.
pub(crate) struct Scene {
    rng: SmallRng,
    place: Place,
    topic: String,
    stream: Stream,
    workers: Vec<Worker>,
    maintainers: Vec<Worker>,
    started: usize,
    /// A node that is away, and when it is to come back.
    away: Option<(usize, Instant)>,
    /// How often what was done.
    done: BTreeMap<&'static str, usize>,
    cluster: Cluster,
}

impl Scene {
    pub(crate) fn new(cluster: Cluster, seed: u64) -> Self {
        let topic = cluster.topic(PARTITIONS);
        let stream = Stream::start(&cluster, &topic, seed);
        Self {
            rng: SmallRng::seed_from_u64(seed ^ 1),
            place: Place::new(),
            topic,
            stream,
            workers: Vec::new(),
            maintainers: Vec::new(),
            started: 0,
            away: None,
            done: BTreeMap::new(),
            cluster,
        }
    }

    /// How often a process was killed.
    pub(crate) fn kills(&self) -> usize {
        self.done.get("killed").copied().unwrap_or_default()
    }

    /// Lets some work be done, kills one who does it, and perhaps has other faults beside.
    pub(crate) fn cycle(&mut self) {
        self.bring_back(Instant::now());
        self.hire();
        self.until_at_work();
        sleep(Duration::from_micros(self.rng.random_range(0..400_000)));
        self.disturb();
        self.kill_one();
        self.kill_a_maintainer();
    }

    /// Everything comes back, all leave in order, one reads the rest.
    pub(crate) fn end(mut self) -> (Place, Sent) {
        let long_past = Instant::now() + Duration::from_secs(3600);
        self.bring_back(long_past);
        (0..self.cluster.size()).for_each(|node| self.cluster.until_started(node));
        let kills = self.kills();
        while !self.maintainers.is_empty() {
            self.part_with_maintainers();
            sleep(Duration::from_millis(10));
        }
        let keys = self.stream.end();
        self.workers.iter_mut().for_each(Worker::ask_to_stop);
        while !self.workers.is_empty() {
            self.workers.retain_mut(|worker| !worker.has_ended());
            sleep(Duration::from_millis(10));
        }
        let entries = audit::taking(&self.place, 0);
        self.place.run(&["ingest", "--once", &self.cluster.source(&self.topic, GROUP)]).success();
        self.place.run(&["maintain"]).success();
        println!("{:?}; {entries} entries of the log took messages", self.done);
        assert!(entries >= kills / 2, "most kills struck nobody at work");
        let ends = self.cluster.ends(&self.topic, PARTITIONS);
        (self.place, Sent { keys, ends, topic: self.topic })
    }

    /// Thaws who was frozen long enough, starts the node that was away long enough, and parts with those that ended.
    fn bring_back(&mut self, now: Instant) {
        self.workers.iter_mut().for_each(|worker| worker.thaw_if_due(now));
        self.workers.retain_mut(|worker| !worker.has_ended());
        self.part_with_maintainers();
        if let Some((node, until)) = self.away
            && until <= now
        {
            self.cluster.launch(node);
            self.away = None;
        }
    }

    /// Starts processes, up to a number that differs from one cycle to the next.
    fn hire(&mut self) {
        let wanted = self.rng.random_range(1..=WORKERS);
        while self.workers.iter().filter(|worker| worker.is_running()).count() < wanted {
            let source = self.cluster.source(&self.topic, GROUP);
            self.workers.push(Worker::start(&self.place, self.started, &["ingest", &source], &SETTINGS));
            self.started += 1;
        }
        // It maintains what is there already.
        while audit::entries(&self.place) > 0 && self.maintainers.len() < MAINTAINERS {
            self.maintainers.push(Worker::start(&self.place, self.started, &["maintain"], &[]));
            self.started += 1;
        }
    }

    /// Waits until somebody commits: from there on any instant will do.
    fn until_at_work(&mut self) {
        let (before, until) = (audit::entries(&self.place), Instant::now() + AT_WORK_WITHIN);
        while audit::taking(&self.place, before) == 0 && Instant::now() < until {
            self.bring_back(Instant::now());
            sleep(Duration::from_millis(5));
        }
    }

    fn disturb(&mut self) {
        match self.rng.random_range(0..100) {
            0..25 => {
                let long = SESSION_MS..3 * SESSION_MS;
                let until = Instant::now() + Duration::from_millis(self.rng.random_range(long));
                self.with_one("frozen", |worker| worker.freeze(until));
            }
            25..40 => self.with_one("asked to stop", Worker::ask_to_stop),
            40..50 if self.away.is_none() => self.take_a_node_away(),
            _ => {}
        }
    }

    fn take_a_node_away(&mut self) {
        let node = self.rng.random_range(0..self.cluster.size());
        // It may be on its way back from the last time.
        self.cluster.until_started(node);
        if self.rng.random() {
            self.cluster.kill(node);
            self.count("node killed");
        } else {
            self.cluster.ask_to_stop(node);
            self.count("node stopped");
        }
        let back = Duration::from_millis(self.rng.random_range(0..3_000));
        self.away = Some((node, Instant::now() + back));
    }

    /// Any of them: also one that is frozen, or about to leave.
    fn kill_one(&mut self) {
        if self.workers.is_empty() {
            return;
        }
        let at = self.rng.random_range(0..self.workers.len());
        self.workers.swap_remove(at).kill();
        self.count("killed");
    }

    /// One of those that maintain, now and then, at whatever it does.
    fn kill_a_maintainer(&mut self) {
        if !self.maintainers.is_empty() && self.rng.random_bool(0.5) {
            let at = self.rng.random_range(0..self.maintainers.len());
            self.maintainers.swap_remove(at).kill();
            self.count("maintenance killed");
        }
    }

    fn part_with_maintainers(&mut self) {
        let before = self.maintainers.len();
        self.maintainers.retain_mut(|maintainer| !maintainer.is_done());
        *self.done.entry("maintained").or_default() += before - self.maintainers.len();
    }

    fn with_one(&mut self, what: &'static str, act: impl FnOnce(&mut Worker)) {
        let at = self.rng.random_range(0..WORKERS);
        if let Some(worker) = self.workers.iter_mut().filter(|worker| worker.is_running()).nth(at) {
            act(worker);
            self.count(what);
        }
    }

    fn count(&mut self, what: &'static str) {
        *self.done.entry(what).or_default() += 1;
    }
}
