//! Writers that share sources on one table, through a network that fails, dying and coming again: whatever happens,
//! every position is in the log once.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::OnceLock;
use std::time::Duration;

use futures::executor::LocalPool;
use futures::future::{Either, select};
use futures::task::LocalSpawn;
use object_store::memory::InMemory;
use proptest::prelude::*;
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use uuid::Uuid;

use super::between::Between;
use super::network::Network;
use super::virtual_time::VirtualTime;
use super::*;
use crate::lake::action::Add;

/// Positions of each source.
const END: i64 = 8;

/// Lives that a writer has before it stays.
const LIVES: usize = 4;

/// What the writers know of each commit's file when all is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    Landed(i64),
    Lost,
    Nothing,
}

struct World {
    table: Table,
    time: Arc<VirtualTime>,
    network: Arc<Between<Network>>,
    sources: Vec<String>,
    told: RefCell<BTreeMap<String, Told>>,
}

/// A table that was just made, and the store that holds it: making one takes a runtime, which goes by the real clock.
fn made() -> &'static (Table, InMemory) {
    static MADE: OnceLock<(Table, InMemory)> = OnceLock::new();
    MADE.get_or_init(|| {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let store = Arc::new(InMemory::new());
            let lake = Lake::on(store.clone(), "memory:///".parse().unwrap()).unwrap();
            let mut table = lake.table(&definition()).await.unwrap();
            // What every source begins at is told, so that nobody need ask the Delta library.
            let begin = |app: &str| Progress { app: app.to_owned(), expected: None, next: 0 };
            let commit = Commit { progress: ["a", "b", "c"].map(begin).to_vec(), ..Commit::default() };
            table.commit(commit).await.unwrap();
            (table, store.fork())
        })
    })
}

impl World {
    fn new(seed: u64, sources: usize, faults: u32) -> Self {
        let (table, store) = made();
        let time = Arc::new(VirtualTime::default());
        let prefixed = object_store::prefix::PrefixStore::new(store.fork(), "things");
        let manner = Network::new(time.clone(), faults, seed);
        let network = Arc::new(Between { store: Arc::new(prefixed), manner });
        let mut table = table.clone();
        table.timer = time.clone();
        table.store = network.clone();
        let sources = ["a", "b", "c"][..sources].iter().map(|&app| app.to_owned()).collect();
        Self { table, time, network, sources, told: RefCell::default() }
    }

    /// One writer through all its lives.
    async fn writer(self: Rc<Self>, seed: u64) {
        let mut rng = SmallRng::seed_from_u64(seed);
        for life in 0.. {
            let lasts =
                if life < LIVES { Duration::from_millis(rng.random_range(1..4_000)) } else { Duration::MAX / 4 };
            let mut within = SmallRng::seed_from_u64(rng.random());
            let work = Box::pin(self.work(&mut within));
            // Whatever it waits for when it dies, what is under way goes on.
            match select(work, self.time.sleep(lasts)).await {
                Either::Left(_) => return,
                Either::Right(_) => {}
            }
        }
    }

    /// Stores what is not stored yet of any source, from where the log says that it stands.
    async fn work(&self, rng: &mut SmallRng) {
        let mut table = self.table.clone();
        loop {
            if table.update().await.is_err() {
                self.time.sleep(Duration::from_millis(rng.random_range(1..500))).await;
                continue;
            }
            let stands = |app: &String| table.progress.get(app).copied().unwrap();
            let open: Vec<_> = self.sources.iter().map(|app| (app, stands(app))).filter(|(_, at)| *at < END).collect();
            if open.is_empty() {
                return;
            }
            let (app, from) = open[rng.random_range(0..open.len())];
            let to = END.min(from + rng.random_range(1..4));
            let progress = vec![Progress { app: app.clone(), expected: Some(from), next: to }];
            let file = NewFile { add: add(&format!("{app}/{from}-{to}/{}", rng.random::<u64>())) };
            self.told.borrow_mut().insert(file.add.path.clone(), Told::Nothing);
            let mut careful = rng.random_bool(0.5);
            let told = loop {
                let (add, progress) = (vec![file.clone()], progress.clone());
                let commit = Commit { add, progress, unless_overtaken: careful, ..Commit::default() };
                match table.commit_as(commit, Uuid::from_u128(rng.random())).await {
                    Ok(Outcome::Landed { version }) => break Told::Landed(version),
                    Ok(Outcome::LostRace) => break Told::Lost,
                    Ok(Outcome::Overtaken { .. }) => careful = false,
                    Err(Error::Store { .. }) => break Told::Nothing,
                    Err(other) => panic!("{other}"),
                }
            };
            self.told.borrow_mut().insert(file.add.path, told);
        }
    }

    /// What is in the log when the last put has arrived.
    fn end(&self) -> Result<(), TestCaseError> {
        self.network.manner.arrive(&self.network.store, Duration::MAX);
        let mut table = self.table.clone();
        table.store = self.network.store.clone();
        let (table, entries, breaks) = self.time.finish(async move {
            table.update().await.unwrap();
            let mut entries = Vec::new();
            for version in 2..=table.version {
                entries.push((version, table.entry(version).await.unwrap().unwrap()));
            }
            let breaks = table.audit_progress().await.unwrap();
            (table, entries, breaks)
        });
        prop_assert_eq!(breaks, vec![]);
        let mut stands: BTreeMap<String, i64> = BTreeMap::new();
        let mut landed = BTreeMap::new();
        for (version, entry) in entries {
            prop_assert_eq!(entry.txns.len(), 1);
            let txn = &entry.txns[0];
            let stood = stands.insert(txn.app_id.clone(), txn.version).unwrap_or(0);
            prop_assert_eq!(entry.info.positions.get(&txn.app_id), Some(&(Some(stood), txn.version)));
            prop_assert!(stood < txn.version, "version {} moves {} from {}", version, txn.app_id, stood);
            prop_assert_eq!(entry.adds.len(), 1);
            let path = &entry.adds[0].path;
            prop_assert!(path.starts_with(&format!("{}/{stood}-{}/", txn.app_id, txn.version)), "{} {}", path, stood);
            prop_assert_eq!(landed.insert(path.clone(), version), None, "{} is in the log twice", path);
        }
        prop_assert!(self.sources.iter().all(|app| stands.get(app) == Some(&END)), "{:?}", stands);
        let live: BTreeSet<_> = table.files().map(|file| file.path.clone()).collect();
        prop_assert_eq!(&live, &landed.keys().cloned().collect::<BTreeSet<_>>());
        for (path, told) in self.told.borrow().iter() {
            match told {
                Told::Landed(version) => prop_assert_eq!(landed.get(path), Some(version)),
                Told::Lost => prop_assert_eq!(landed.get(path), None),
                Told::Nothing => {}
            }
        }
        Ok(())
    }
}

/// A file as the log tells it; what is in it does not matter here.
fn add(path: &str) -> Add {
    Add {
        path: path.to_owned(),
        partition_values: BTreeMap::new(),
        size: 1,
        modification_time: chrono::Utc::now().timestamp_millis(),
        data_change: true,
        stats: None,
    }
}

/// The whole log and all that was told, for a seed.
fn run(seed: u64, writers: u64, sources: usize, faults: u32) -> Rc<World> {
    let world = Rc::new(World::new(seed, sources, faults));
    let mut pool = LocalPool::new();
    for writer in 0..writers {
        let work = Rc::clone(&world).writer(seed ^ (writer + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        pool.spawner().spawn_local_obj(Box::pin(work).into()).unwrap();
    }
    world.time.run(&mut pool);
    world
}

proptest! {
    #[test]
    fn each_position_is_in_the_log_once(
        seed in any::<u64>(), writers in 2_u64..=4, sources in 1_usize..=3, faults in 0_u32..=60,
    ) {
        run(seed, writers, sources, faults).end()?;
    }

    #[test]
    fn a_seed_tells_the_same_again(seed in any::<u64>()) {
        let told = |world: Rc<World>| world.told.borrow().clone();
        prop_assert_eq!(told(run(seed, 3, 2, 40)), told(run(seed, 3, 2, 40)));
    }
}
