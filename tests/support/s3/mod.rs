//! A real S3-compatible server, started for a test on a free port of this machine and gone with it: S3Proxy, which keeps
//! each bucket as a folder.
//!
//! It takes a second to start, and 150 MB.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, dead_code)]

mod between;

use std::fs::File;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread::sleep;
use std::time::{Duration, Instant};

use opkald_storage::lake::S3Variables;

pub(crate) use between::{Between, Fate, Request};

use crate::kept::{Kept, keeper};
use crate::servers::{JVM, classes, free_port, last_lines, say};

/// How long it may take to start on a machine that has other work.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often a start is tried: somebody else may have taken the port meanwhile.
const ATTEMPTS: usize = 3;

/// Who may use it.
const KEY: [&str; 2] = ["tests", "only-for-tests"];

/// The server.
#[derive(Debug)]
pub(crate) struct Server {
    process: Kept,
    port: u16,
    buckets: AtomicUsize,
    folder: tempfile::TempDir,
}

/// The server that the tests of one binary share, as long as one of them has it.
static SHARED: Mutex<Weak<Server>> = Mutex::new(Weak::new());

impl Server {
    /// The server, together with the other tests: each has buckets of its own. None where it cannot be had.
    pub(crate) fn shared() -> Option<Arc<Self>> {
        // A test that failed to start it leaves nothing half done here.
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(server) = shared.upgrade() {
            return Some(server);
        }
        let server = Arc::new(Self::start(&classes("s3")?));
        *shared = Arc::downgrade(&server);
        Some(server)
    }

    fn start(classes: &Path) -> Self {
        for attempt in 1.. {
            let mut server = Self::launch(classes, free_port());
            match server.until_started() {
                Ok(()) => return server,
                Err(why) if attempt < ATTEMPTS => say(&format!("once more, since the store did not start: {why}")),
                Err(why) => panic!("{why}"),
            }
        }
        unreachable!("the last attempt ends otherwise")
    }

    fn launch(classes: &Path, port: u16) -> Self {
        let folder = tempfile::Builder::new().prefix("opkald-s3-").tempdir().unwrap();
        let buckets = folder.path().join("buckets");
        std::fs::create_dir(&buckets).unwrap();
        let [identity, credential] = KEY;
        let settings = folder.path().join("s3proxy.conf");
        let text = format!(
            "s3proxy.endpoint=http://127.0.0.1:{port}
s3proxy.authorization=aws-v4
s3proxy.identity={identity}
s3proxy.credential={credential}
jclouds.provider=filesystem-nio2
jclouds.filesystem.basedir={}
",
            buckets.display()
        );
        std::fs::write(&settings, text).unwrap();
        let log = File::create(folder.path().join("log")).unwrap();
        let mut command = keeper("java");
        let logback = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/s3/logback.xml");
        command.args(JVM).arg(format!("-Dlogback.configurationFile={logback}")).arg("-cp").arg(classes.join("*"));
        command.arg("org.gaul.s3proxy.Main").arg("--properties").arg(settings);
        command.stdout(log.try_clone().unwrap()).stderr(log);
        Self { process: Kept::start(&mut command), port, buckets: AtomicUsize::new(0), folder }
    }

    fn until_started(&mut self) -> Result<(), String> {
        let until = Instant::now() + PATIENCE;
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() || self.process.ended().is_some() {
            if self.process.ended().is_some() || Instant::now() > until {
                let log = std::fs::read_to_string(self.folder.path().join("log")).unwrap();
                return Err(format!("port {}:\n{}", self.port, last_lines(&log)));
            }
            sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// Port that it listens at.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// A new, empty bucket.
    pub(crate) fn bucket(&self) -> Bucket {
        let name = format!("bucket-{}", self.buckets.fetch_add(1, Ordering::Relaxed));
        let folder = self.folder.path().join("buckets").join(&name);
        std::fs::create_dir(&folder).unwrap();
        Bucket { name, folder, port: self.port }
    }
}

/// A bucket, and how it is reached.
#[derive(Debug, Clone)]
pub(crate) struct Bucket {
    pub(crate) name: String,
    /// Where its objects lie as files.
    pub(crate) folder: PathBuf,
    port: u16,
}

impl Bucket {
    /// The same bucket, reached at another port.
    pub(crate) fn through(&self, port: u16) -> Self {
        Self { port, ..self.clone() }
    }

    /// The address of what lies under a prefix.
    pub(crate) fn address(&self, prefix: &str) -> String {
        format!("s3://{}/{prefix}", self.name)
    }

    /// Where the server is.
    pub(crate) fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The variables by which it is reached.
    pub(crate) fn environment(&self) -> [(&'static str, String); 3] {
        let [key, secret] = KEY.map(str::to_owned);
        [("AWS_ACCESS_KEY_ID", key), ("AWS_SECRET_ACCESS_KEY", secret), ("AWS_ENDPOINT_URL", self.endpoint())]
    }

    /// The same, for who asks within this process.
    pub(crate) fn variables(&self) -> S3Variables {
        self.environment().into_iter().collect()
    }

    /// The binary's settings.
    pub(crate) fn set(&self, command: &mut Command, prefix: &str) {
        command.envs(self.environment()).env("OPKALD_STORE", self.address(prefix));
    }
}
