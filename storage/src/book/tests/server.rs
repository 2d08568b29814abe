//! A real PostgreSQL, started for the tests of this binary on a free port, and gone with the last of them.
//!
//! It takes about two seconds to start. Nothing of the system's own clusters is touched or needed, only the programs.

use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use sea_orm::sqlx::{self, Connection, Executor};

/// How long the server may take to start on a machine that has other work.
const PATIENCE: Duration = Duration::from_secs(60);

/// Keeps a program from outliving the test.
const KEEPER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/support/keep.sh");

/// Where Debian keeps the programs of each version.
const VERSIONS: &str = "/usr/lib/postgresql";

/// Who runs it when root does not.
const USER: &str = "opkald";

/// The server that all tests share, as long as one of them has it.
static SHARED: Mutex<Weak<Server>> = Mutex::new(Weak::new());

/// A server that runs.
pub(super) struct Server {
    keeper: Child,
    orders: Option<ChildStdin>,
    port: u16,
    databases: AtomicUsize,
    // The last to go: what is in it is the server's.
    folder: tempfile::TempDir,
}

impl Server {
    /// The one that runs, or a new one. None where the programs are missing; a build machine fails then.
    pub(super) fn shared() -> Option<Arc<Self>> {
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(server) = shared.upgrade() {
            return Some(server);
        }
        let server = Arc::new(Self::start(&programs()?));
        *shared = Arc::downgrade(&server);
        Some(server)
    }

    /// The URL of a new, empty database.
    pub(super) async fn database(&self) -> String {
        let name = format!("book_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let mut connection = sqlx::PgConnection::connect(&self.url("postgres")).await.unwrap();
        connection.execute(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.unwrap();
        connection.close().await.unwrap();
        self.url(&name)
    }

    /// The URL of a database, whether it is there or not.
    pub(super) fn url(&self, database: &str) -> String {
        format!("postgres://{USER}@127.0.0.1:{}/{database}", self.port)
    }

    fn start(programs: &Path) -> Self {
        let folder = tempfile::Builder::new().prefix("opkald-postgres-").tempdir().unwrap();
        let data = folder.path().join("data");
        give_to_unprivileged(folder.path());
        let mut initdb = unprivileged(|program: &Path| Command::new(program), &programs.join("initdb"));
        initdb.args(["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--username", USER, "--pgdata"]);
        let made = initdb.arg(&data).current_dir(folder.path()).output().unwrap();
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = unprivileged(
            |program: &Path| {
                let mut command = Command::new(KEEPER);
                command.arg(program);
                command
            },
            &programs.join("postgres"),
        );
        command.arg("-D").arg(&data).arg("-k").arg(folder.path()).args(["-p", &port.to_string(), "-F"]);
        command.args(["-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200", "-c", "shared_buffers=16MB"]);
        let log = std::fs::File::create(folder.path().join("log")).unwrap();
        command.current_dir(folder.path()).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(log);
        let mut keeper = command.spawn().unwrap();
        let orders = keeper.stdin.take();
        let mut server = Self { keeper, orders, port, databases: AtomicUsize::new(0), folder };
        server.until_started();
        server
    }

    fn until_started(&mut self) {
        let until = Instant::now() + PATIENCE;
        while !self.log().contains("ready to accept connections") {
            let ended = self.keeper.try_wait().unwrap();
            assert!(ended.is_none() && Instant::now() < until, "the server did not start: {}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Asked to end at once, it takes its own processes with it; the end of the orders would kill it alone.
        if let Some(orders) = &mut self.orders {
            let _ = writeln!(orders, "INT");
        }
        let _ = self.keeper.wait();
    }
}

/// The folder of the newest version's programs.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir(VERSIONS).into_iter().flatten().flatten();
    let version = |path: &Path| path.file_name()?.to_str()?.parse::<u32>().ok();
    let found = versions.map(|entry| entry.path()).filter(|path| path.join("bin/initdb").is_file());
    let newest = found.max_by_key(|path| version(path));
    if newest.is_none() {
        let why = "PostgreSQL's programs are missing: run `make setup-tests`";
        assert!(std::env::var_os("CI").is_none(), "{why}");
        let test = std::thread::current();
        let _ = writeln!(std::io::stderr(), "NOT TESTED: {}: {why}", test.name().unwrap_or("a test"));
    }
    newest.map(|path| path.join("bin"))
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout.trim_ascii() == b"0"
}

/// A program, by another user where root would run it: PostgreSQL refuses to be root's.
fn unprivileged(start: impl Fn(&Path) -> Command, program: &Path) -> Command {
    if !is_root() {
        return start(program);
    }
    let mut command = start(Path::new("setpriv"));
    command.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"]).arg(program);
    command
}

fn give_to_unprivileged(folder: &Path) {
    if is_root() {
        let given = Command::new("chown").arg("nobody:nogroup").arg(folder).status().unwrap();
        assert!(given.success());
    }
}
