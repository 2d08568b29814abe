//! One node: its settings, its process, its log.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use rand::Rng;

use super::secured::Login;
use crate::kept::{Kept, keeper};
use crate::servers::{JVM, free_port, last_lines};

/// What tells in the log that a node takes part.
const STARTED: &str = "Kafka Server started";

/// What the nodes of a cluster have in common.
#[derive(Debug)]
pub(super) struct Form<'a> {
    folder: &'a Path,
    classes: &'a Path,
    cluster: String,
    /// Port for clients and port for controllers of each node.
    ports: Vec<(u16, u16)>,
    login: Option<&'a Login>,
}

/// One node.
#[derive(Debug)]
pub(super) struct Node {
    folder: PathBuf,
    classes: PathBuf,
    cluster: String,
    port: u16,
    scram: Option<String>,
    process: Option<Kept>,
    /// Bytes of the log that earlier runs wrote.
    earlier_log: u64,
}

impl<'a> Form<'a> {
    pub(super) fn new(folder: &'a Path, classes: &'a Path, count: usize, login: Option<&'a Login>) -> Self {
        // Any 16 bytes in this alphabet name a cluster.
        let digit = |_| rand::rng().sample(rand::distr::Alphanumeric) as char;
        let cluster = (0..21).map(digit).chain(['A']).collect();
        let ports = (0..count).map(|_| (free_port(), free_port())).collect();
        Self { folder, classes, cluster, ports, login }
    }

    /// Writes a node's settings.
    pub(super) fn node(&self, at: usize) -> Node {
        let folder = self.folder.join(format!("node-{at}"));
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(folder.join("server.properties"), self.settings(at, &folder)).unwrap();
        Node {
            classes: self.classes.to_owned(),
            cluster: self.cluster.clone(),
            port: self.ports[at].0,
            scram: self.login.map(Login::as_record),
            process: None,
            earlier_log: 0,
            folder,
        }
    }

    fn settings(&self, at: usize, folder: &Path) -> String {
        let (port, controller) = self.ports[at];
        let voter = |(at, (_, port)): (usize, &(u16, u16))| format!("{at}@127.0.0.1:{port}");
        let voters: Vec<String> = self.ports.iter().enumerate().map(voter).collect();
        let copies = self.ports.len();
        let (protocol, secured) =
            self.login.map_or(("PLAINTEXT", String::new()), |login| ("SASL_SSL", login.settings()));
        format!(
            "process.roles=broker,controller
node.id={at}
controller.quorum.voters={voters}
listeners=CLIENTS://127.0.0.1:{port},INSIDE://127.0.0.1:{inside},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=CLIENTS://127.0.0.1:{port},INSIDE://127.0.0.1:{inside}
listener.security.protocol.map=CLIENTS:{protocol},INSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT
controller.listener.names=CONTROLLER
inter.broker.listener.name=INSIDE
log.dirs={log}
num.network.threads=2
num.io.threads=4
auto.create.topics.enable=false
default.replication.factor={copies}
min.insync.replicas={insync}
offsets.topic.replication.factor={copies}
offsets.topic.num.partitions=4
transaction.state.log.replication.factor={copies}
transaction.state.log.min.isr={insync}
# A member that is lost is missed soon, and so is a node.
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=500
group.consumer.min.session.timeout.ms=500
group.consumer.min.heartbeat.interval.ms=100
broker.session.timeout.ms=2000
broker.heartbeat.interval.ms=500
replica.lag.time.max.ms=2000
controlled.shutdown.enable=true
log.cleaner.enable=false
{secured}",
            voters = voters.join(","),
            inside = free_port(),
            log = folder.join("log").display(),
            insync = copies.min(2),
        )
    }
}

impl Node {
    pub(super) fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Prepares its disk.
    pub(super) fn format(&self) -> Result<(), String> {
        let mut command = Command::new("java");
        self.arguments(&mut command, "kafka.tools.StorageTool");
        command.args(["format", "--cluster-id", &self.cluster, "--config", "server.properties"]);
        if let Some(scram) = &self.scram {
            command.args(["--add-scram", scram]);
        }
        let ended = command.stdin(std::process::Stdio::null()).output().map_err(|error| error.to_string())?;
        if ended.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&ended.stderr).into_owned()) }
    }

    pub(super) fn launch(&mut self) {
        let log = OpenOptions::new().create(true).append(true).open(self.log()).unwrap();
        self.earlier_log = log.metadata().unwrap().len();
        let mut command = keeper("java");
        self.arguments(&mut command, "kafka.Kafka");
        command.arg("server.properties").stdout(log.try_clone().unwrap()).stderr(log);
        self.process = Some(Kept::start(&mut command));
    }

    fn arguments(&self, command: &mut Command, class: &str) {
        let classes = self.classes.join("*");
        command.current_dir(&self.folder).args(JVM).arg("-cp").arg(classes).arg(class);
    }

    /// Waits until it takes part; its log tells why it does not.
    pub(super) fn until_started(&mut self, at_most: Duration) -> Result<(), String> {
        let until = Instant::now() + at_most;
        while !self.this_log().contains(STARTED) {
            let has_ended = self.process.as_mut().is_none_or(|process| process.ended().is_some());
            if has_ended || Instant::now() > until {
                return Err(format!("{} did not start:\n{}", self.address(), last_lines(&self.this_log())));
            }
            sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    pub(super) fn kill(&mut self) {
        self.process = None;
    }

    pub(super) fn ask_to_stop(&mut self) {
        if let Some(process) = &mut self.process {
            process.signal("TERM");
        }
    }

    /// Waits until it has ended, as it was asked to.
    pub(super) fn until_ended(&mut self, at_most: Duration) {
        let Some(mut process) = self.process.take() else { return };
        process.wait(at_most).unwrap_or_else(|| panic!("{} did not end when it was asked to", self.address()));
    }

    fn log(&self) -> PathBuf {
        self.folder.join("node.log")
    }

    /// What this run wrote.
    fn this_log(&self) -> String {
        use std::io::{Read, Seek, SeekFrom};
        let mut text = Vec::new();
        let mut file = File::open(self.log()).unwrap();
        file.seek(SeekFrom::Start(self.earlier_log)).unwrap();
        file.read_to_end(&mut text).unwrap();
        String::from_utf8_lossy(&text).into_owned()
    }
}
