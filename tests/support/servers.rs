//! What the servers of the tests have in common: Maven fetches them, Java runs them, and a port of this machine is theirs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, dead_code)]

use std::io::Write;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Command;

use rand::Rng;

/// Little memory, and no more compiling than pays within seconds.
pub(crate) const JVM: [&str; 5] =
    ["-Xms64m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"];

/// Ports below those that the system gives to outgoing connections: so a server finds its own free when it starts again.
const PORTS: std::ops::Range<u16> = 20_000..32_000;

/// Lines of a log that are shown when a server does not start.
const SHOWN_LINES: usize = 40;

/// The folder of a server's classes. Where it cannot be had, a person is told, and a build machine fails.
pub(crate) fn classes(server: &str) -> Option<PathBuf> {
    let fetch = concat!(env!("CARGO_MANIFEST_DIR"), "/.ci/fetch-server");
    let fetched = Command::new(fetch).arg(server).output().unwrap();
    let java = Command::new("java").arg("-version").output();
    let why = match java {
        Ok(java) if java.status.success() && fetched.status.success() => {
            let folder = String::from_utf8(fetched.stdout).unwrap();
            return Some(PathBuf::from(folder.trim_end()));
        }
        Ok(java) if java.status.success() => String::from_utf8_lossy(&fetched.stderr).trim_end().to_owned(),
        _ => "the servers of the tests need Java 17 or newer: run `make setup-tests`".to_owned(),
    };
    assert!(std::env::var_os("CI").is_none(), "{why}");
    say(&format!("NOT TESTED: {}: {why}", std::thread::current().name().unwrap_or("a test")));
    None
}

/// A port that nobody listens at.
pub(crate) fn free_port() -> u16 {
    loop {
        let port = rand::rng().random_range(PORTS);
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

/// The end of a log.
pub(crate) fn last_lines(log: &str) -> String {
    let lines: Vec<&str> = log.lines().collect();
    lines[lines.len().saturating_sub(SHOWN_LINES)..].join("\n")
}

/// Tells whoever looks on, also when the test passes: what is printed by macros is kept from them then.
pub(crate) fn say(text: &str) {
    // Without anybody to tell there is nobody to miss it.
    let _ = writeln!(std::io::stderr(), "{text}");
}
