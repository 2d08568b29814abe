//! A steady stream of events, each sent one to three times, in an order of its own.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{JoinHandle, sleep};
use std::time::{Duration, Instant};

use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};

use crate::kafka::{Cluster, Producer};

/// Customer and id: what makes an event that event.
pub(crate) type Key = (String, String);

/// Partitions of the topic.
pub(crate) const PARTITIONS: i32 = 6;

/// Customers are three times as many: each id comes thrice, of another customer each time, and that makes three events.
const CUSTOMERS: u64 = 10;

/// New events of a second.
const RATE: u64 = 200;

/// Time in the events that a second makes: a day passes in some 20, so that a run has several and a start needs not read
/// all of them back.
const EVENT_SECONDS: i64 = 4_000;

/// When events begin, in seconds since 1970.
const BEGIN: i64 = 1_767_225_600;

/// What was sent, and taken by the brokers.
#[derive(Debug)]
pub(crate) struct Sent {
    /// The key of every event, once.
    pub(crate) keys: std::collections::BTreeSet<Key>,
    /// Number of messages in each partition.
    pub(crate) ends: Vec<i64>,
    /// The topic.
    pub(crate) topic: String,
}

/// The stream, on a thread of its own.
#[derive(Debug)]
pub(crate) struct Stream {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<std::collections::BTreeSet<Key>>,
}

/// A message that waits for its turn.
type Later = Reverse<(Instant, u64, String, String)>;

impl Stream {
    /// Begins to send.
    pub(crate) fn start(cluster: &Cluster, topic: &str, seed: u64) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let producer = Producer::new(cluster, topic);
        let rng = SmallRng::seed_from_u64(seed);
        Self { stop, thread: std::thread::spawn(move || send(&producer, rng, &stopped)) }
    }

    /// Sends what still waits, and tells the keys once all of it is with the brokers, which must all be there.
    pub(crate) fn end(self) -> std::collections::BTreeSet<Key> {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.join().unwrap()
    }
}

fn send(producer: &Producer, mut rng: SmallRng, stopped: &AtomicBool) -> std::collections::BTreeSet<Key> {
    let began = Instant::now();
    let mut keys = std::collections::BTreeSet::new();
    let mut later: BinaryHeap<Later> = BinaryHeap::new();
    let mut sent = 0;
    for number in 0_u64.. {
        let is_end = stopped.load(Ordering::Relaxed);
        let now = Instant::now();
        while later.peek().is_some_and(|Reverse((due, ..))| is_end || *due <= now) {
            let Some(Reverse((_, _, customer, payload))) = later.pop() else { break };
            producer.send(&customer, &payload);
            sent += 1;
        }
        if is_end {
            break;
        }
        let (customer, id) = (1_000 + rng.random_range(0..CUSTOMERS) * 3 + number % 3, number / 3);
        let time = BEGIN + (number / RATE) as i64 * EVENT_SECONDS + rng.random_range(0..EVENT_SECONDS);
        let payload = event(number, customer, id, time);
        let copies = rng.random_range(1..=3);
        for copy in 0..copies {
            // Most come soon, some out of order, and a few when their day is long past.
            let wait_ms = match rng.random_range(0..100) {
                0 => rng.random_range(0..30_000),
                1..40 => rng.random_range(0..2_000),
                _ => 0,
            };
            later.push(Reverse((
                now + Duration::from_millis(wait_ms),
                number * 3 + copy,
                customer.to_string(),
                payload.clone(),
            )));
        }
        keys.insert((customer.to_string(), id.to_string()));
        let due = began + Duration::from_micros(number * 1_000_000 / RATE);
        sleep(due.saturating_duration_since(Instant::now()));
    }
    assert_eq!(producer.finish(), sent);
    keys
}

fn event(number: u64, customer: u64, id: u64, seconds: i64) -> String {
    let time = chrono::DateTime::from_timestamp(seconds, 0).unwrap().to_rfc3339();
    let agent = number % 11;
    format!(r#"{{"id":"{id}","type":"agent.left","time":"{time}","customer":"{customer}","agent":"{agent}"}}"#)
}
