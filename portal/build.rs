//! Fetches what the browser loads (htmx, ECharts) from npm by the versions of `package-lock.json`, and stamps all assets.
//!
//! **Nothing from npm stands in the repository**, and nothing is fetched twice: the packages rest in `OUT_DIR` until the
//! lock file changes. The stamp is part of every asset's address, so that a browser may keep an asset for good.

use std::env;
use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// What `npm ci` reads.
const NPM_FILES: [&str; 3] = ["package.json", "package-lock.json", ".npmrc"];

/// The files of the packages that the binary embeds; `src/assets.rs` names the same.
const FETCHED: [&str; 2] = ["htmx.org/dist/htmx.min.js", "echarts/dist/echarts.common.min.js"];

/// The folder of the assets that are ours.
const OWN: &str = "assets";

fn main() -> ExitCode {
    for file in NPM_FILES {
        println!("cargo::rerun-if-changed={file}");
    }
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={OWN}");
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            println!("cargo::error={why}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let out = env::var_os("OUT_DIR").map(PathBuf::from).ok_or("OUT_DIR is not set: build with cargo")?;
    let npm_dir = out.join("npm");
    if !is_fetched(&npm_dir) {
        fetch(&npm_dir)?;
    }
    let stamp =
        stamp(&npm_dir.join("node_modules")).map_err(|error| format!("the portal's assets cannot be read: {error}"))?;
    println!("cargo::rustc-env=OPKALD_ASSET_STAMP={stamp}");
    Ok(())
}

/// Whether the packages of this very lock file are there, whole.
fn is_fetched(npm_dir: &Path) -> bool {
    let same_lock = match (fs::read("package-lock.json"), fs::read(npm_dir.join("package-lock.json"))) {
        (Ok(wanted), Ok(present)) => wanted == present,
        _ => false,
    };
    same_lock && FETCHED.iter().all(|file| npm_dir.join("node_modules").join(file).is_file())
}

fn fetch(npm_dir: &Path) -> Result<(), String> {
    let prepare = || -> io::Result<()> {
        fs::create_dir_all(npm_dir)?;
        for file in NPM_FILES {
            fs::copy(file, npm_dir.join(file))?;
        }
        Ok(())
    };
    prepare().map_err(|error| format!("{}: {error}", npm_dir.display()))?;
    let outcome = Command::new("npm").arg("ci").current_dir(npm_dir).output();
    let output = match outcome {
        Ok(output) => output,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err("npm is not installed, and the portal's pages need htmx and ECharts from it: install Node.js 18 or newer with npm, then build again".into());
        }
        Err(error) => return Err(format!("npm could not be started: {error}")),
    };
    if output.status.success() && is_fetched(npm_dir) {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let last: Vec<&str> = said.lines().filter(|line| line.contains("npm error")).take(3).collect();
    Err(format!(
        "npm ci could not fetch the portal's packages ({}): check that the npm registry of your npm configuration is in reach, then build again",
        last.join("; ")
    ))
}

/// A short hash over the contents of all assets.
fn stamp(node_modules: &Path) -> io::Result<String> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(OWN)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<_>>()?;
    files.sort();
    files.extend(FETCHED.iter().map(|file| node_modules.join(file)));
    let mut hasher = DefaultHasher::new();
    for file in files {
        hasher.write(&fs::read(file)?);
    }
    Ok(format!("{:016x}", hasher.finish()))
}
