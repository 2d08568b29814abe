//! A network on which puts land, are lost, land and are told to have failed, land late, or land when the writer is dead.

use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;
use std::time::Duration;

use async_trait::async_trait;
use futures::FutureExt;
use object_store::path::Path;
use object_store::{GetOptions, GetResult, PutOptions, PutPayload, PutResult};
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};

use super::between::{Manner, timeout};
use super::virtual_time::VirtualTime;
use super::*;

/// A put under way: when it reaches the store, and which it is.
type Due = (Duration, usize);

/// What the store itself answered to a put.
type Answer = object_store::Result<PutResult>;

#[derive(Debug)]
pub(super) struct Network {
    time: Arc<VirtualTime>,
    /// How many of a hundred requests go wrong.
    faults: u32,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    rng: SmallRng,
    sent: usize,
    under_way: BTreeMap<Due, (Path, PutPayload, PutOptions)>,
    answers: HashMap<usize, Answer>,
}

impl Network {
    pub(super) fn new(time: Arc<VirtualTime>, faults: u32, seed: u64) -> Self {
        let rng = SmallRng::seed_from_u64(seed);
        let state = State { rng, sent: 0, under_way: BTreeMap::new(), answers: HashMap::new() };
        Self { time, faults, state: Mutex::new(state) }
    }

    fn draw(&self, range: std::ops::Range<u32>) -> u32 {
        self.state.lock().unwrap().rng.random_range(range)
    }

    fn delay(&self, most_ms: u32) -> Duration {
        Duration::from_millis(self.draw(1..most_ms).into())
    }

    /// Sends a put that reaches the store after a while, whether or not anybody waits for its answer.
    fn send(&self, after: Duration, at: &Path, payload: PutPayload, options: PutOptions) -> usize {
        let due = self.time.now() + after;
        let mut state = self.state.lock().unwrap();
        state.sent += 1;
        let number = state.sent;
        state.under_way.insert((due, number), (at.clone(), payload, options));
        number
    }

    /// Lets the store take what has reached it by now. Nobody can tell that it did not do so earlier.
    pub(super) fn arrive(&self, store: &dyn ObjectStore, now: Duration) {
        let mut state = self.state.lock().unwrap();
        while let Some(first) = state.under_way.first_entry().filter(|first| first.key().0 <= now) {
            let ((_, number), (at, payload, options)) = first.remove_entry();
            let answer = store.put_opts(&at, payload, options).now_or_never().expect("memory does not wait");
            state.answers.insert(number, answer);
        }
    }
}

#[async_trait]
impl Manner for Network {
    async fn put_entry(
        &self,
        store: &dyn ObjectStore,
        at: &Path,
        payload: PutPayload,
        options: PutOptions,
    ) -> object_store::Result<PutResult> {
        let taken = || Err(object_store::Error::AlreadyExists { path: at.to_string(), source: "taken".into() });
        let way = self.delay(40);
        let goes_wrong = self.draw(0..100) < self.faults;
        let fault = if goes_wrong { self.draw(0..6) } else { 6 };
        let number = match fault {
            // It never reaches the store; or another is under way, and the store takes neither.
            0 | 1 => None,
            // It reaches the store when its writer has given it up, perhaps, or is dead.
            2 => Some(self.send(self.delay(90_000), at, payload, options)),
            _ => Some(self.send(way, at, payload, options)),
        };
        self.time.sleep(way + self.delay(40)).await;
        self.arrive(store, self.time.now());
        match (fault, number) {
            // It was put, the answer was an error of the server, and the client put it once more.
            (1 | 3, _) => taken(),
            (6, Some(number)) => self.state.lock().unwrap().answers.remove(&number).expect("it has arrived"),
            _ => Err(timeout()),
        }
    }

    async fn get(&self, store: &dyn ObjectStore, at: &Path, options: GetOptions) -> object_store::Result<GetResult> {
        self.time.sleep(self.delay(20)).await;
        self.arrive(store, self.time.now());
        if self.draw(0..100) < self.faults / 2 {
            return Err(timeout());
        }
        store.get_opts(at, options).await
    }
}
