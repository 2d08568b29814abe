//! A real Apache Kafka, started for a test on free ports of this machine and gone with it.
//!
//! A node takes some 4 seconds to start, 150 MB, and 4 seconds of one core; three side by side take about 9 seconds here.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, dead_code)]

mod clients;
mod node;
mod secured;

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

pub(crate) use clients::Producer;
use node::{Form, Node};
pub(crate) use secured::Login;

use crate::servers::{classes, say};

/// How long a node may take to start or to end on a machine that has other work.
const PATIENCE: Duration = Duration::from_secs(90);

/// How often a start is tried: somebody else may have taken a port meanwhile.
const ATTEMPTS: usize = 3;

/// Nodes that are brokers and controllers at once.
#[derive(Debug)]
pub(crate) struct Cluster {
    // Before the folder, since what is in it is theirs.
    nodes: Vec<Node>,
    login: Option<Login>,
    _folder: tempfile::TempDir,
}

/// The cluster of one node that the tests of one binary share, as long as one of them has it.
static SHARED: Mutex<Weak<Cluster>> = Mutex::new(Weak::new());

impl Cluster {
    /// One node, together with the other tests: each has topics of its own. None where a broker cannot be had.
    pub(crate) fn shared() -> Option<Arc<Self>> {
        // A test that failed to start it leaves nothing half done here.
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(cluster) = shared.upgrade() {
            return Some(cluster);
        }
        let cluster = Arc::new(Self::start(1)?);
        *shared = Arc::downgrade(&cluster);
        Some(cluster)
    }

    /// Nodes of one's own, which may be killed. None where a broker cannot be had.
    pub(crate) fn start(nodes: usize) -> Option<Self> {
        Some(Self::attempt(&classes("kafka")?, nodes, false))
    }

    /// One node whose clients need TLS and a login. None where a broker cannot be had.
    pub(crate) fn start_secured() -> Option<Self> {
        Some(Self::attempt(&classes("kafka")?, 1, true))
    }

    fn attempt(classes: &std::path::Path, count: usize, is_secured: bool) -> Self {
        for attempt in 1.. {
            let folder = tempfile::Builder::new().prefix("opkald-kafka-").tempdir().unwrap();
            let login = is_secured.then(|| Login::make(folder.path()));
            let form = Form::new(folder.path(), classes, count, login.as_ref());
            let nodes: Vec<Node> = (0..count).map(|at| form.node(at)).collect();
            let mut cluster = Self { nodes, login, _folder: folder };
            match cluster.start_all() {
                Ok(()) => return cluster,
                Err(why) if attempt < ATTEMPTS => say(&format!("once more, since the broker did not start: {why}")),
                Err(why) => panic!("{why}"),
            }
        }
        unreachable!("the last attempt ends otherwise")
    }

    fn start_all(&mut self) -> Result<(), String> {
        std::thread::scope(|scope| {
            let formatting: Vec<_> = self.nodes.iter().map(|node| scope.spawn(|| node.format())).collect();
            formatting.into_iter().try_for_each(|node| node.join().unwrap())
        })?;
        self.nodes.iter_mut().for_each(Node::launch);
        self.nodes.iter_mut().try_for_each(|node| node.until_started(PATIENCE))?;
        self.until_whole();
        Ok(())
    }

    /// Where clients begin.
    pub(crate) fn brokers(&self) -> String {
        let addresses: Vec<String> = self.nodes.iter().map(Node::address).collect();
        addresses.join(",")
    }

    /// What clients need, where they need TLS and a login.
    pub(crate) fn login(&self) -> Option<&Login> {
        self.login.as_ref()
    }

    /// A topic as the program is told of it.
    pub(crate) fn source(&self, topic: &str, group: &str) -> String {
        format!("kafka://{}/{topic}?group={group}", self.brokers())
    }

    /// Ends a node as a loss of power would, as far as the machine's own memory goes.
    pub(crate) fn kill(&mut self, node: usize) {
        self.nodes[node].kill();
    }

    /// Asks a node to end; does not wait until it has.
    pub(crate) fn ask_to_stop(&mut self, node: usize) {
        self.nodes[node].ask_to_stop();
    }

    /// Starts a node that was ended, or was asked to; does not wait until it is there.
    pub(crate) fn launch(&mut self, node: usize) {
        self.nodes[node].until_ended(PATIENCE);
        self.nodes[node].launch();
    }

    /// Waits until a node that was started takes part.
    pub(crate) fn until_started(&mut self, node: usize) {
        self.nodes[node].until_started(PATIENCE).unwrap();
    }

    /// How many nodes there are.
    pub(crate) fn size(&self) -> usize {
        self.nodes.len()
    }
}
