//! Where the settings come from: the file, then the environment, then the flags.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use toml::Table;

use super::layers::{FILE_VARIABLE, lay_environment, lay_table};
use super::{Config, mask};
use crate::cli::GlobalArgs;

/// The settings file that is read when none is named, if it is there.
const USUAL_FILE: &str = "opkald.toml";

/// Reads the settings that are in force.
pub(crate) fn load(flags: &GlobalArgs) -> Result<Config> {
    let variables: Vec<_> = std::env::vars().collect();
    let named = flags.config.clone().or_else(|| {
        let variable = variables.iter().find(|(name, _)| name == FILE_VARIABLE);
        variable.map(|(_, path)| PathBuf::from(path))
    });
    let file = read_file(named.as_deref())?;
    let mut config = combine(file, variables)?;
    lay_flags(&mut config, flags);
    config.check()?;
    Ok(config)
}

/// A settings file's name and text, when there is one. One that was named must be there.
fn read_file(named: Option<&Path>) -> Result<Option<(String, String)>> {
    let path = named.unwrap_or(Path::new(USUAL_FILE));
    let name = path.display().to_string();
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some((name, text))),
        Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read the settings in {name}")),
    }
}

/// Lays the file and the environment over the defaults.
pub(super) fn combine(
    file: Option<(String, String)>,
    variables: impl IntoIterator<Item = (String, String)>,
) -> Result<Config> {
    let mut settings = Table::try_from(Config::default()).context("cannot write down the defaults")?;
    if let Some((name, text)) = file {
        let table = text.parse::<Table>().map_err(|error| not_toml(&name, &text, &error))?;
        lay_table(&mut settings, table, &name)?;
    }
    lay_environment(&mut settings, variables.into_iter())?;
    // Every key and kind was checked on the way; what is left is a value that is none of the allowed.
    let read: Result<Config, toml::de::Error> = settings.clone().try_into();
    read.map_err(|error| match without_meaning(&settings) {
        Some(key) => anyhow::anyhow!("the setting {key} has no meaning: {}", error.message()),
        None => anyhow::anyhow!("a setting has no meaning: {}", error.message()),
    })
}

/// The first setting that has no meaning even beside the defaults: the reader of TOML does not tell which one it was.
fn without_meaning(settings: &Table) -> Option<String> {
    let defaults = Table::try_from(Config::default()).ok()?;
    let fails = |changed: Table| changed.try_into::<Config>().is_err();
    settings.iter().find_map(|(section, value)| match value {
        toml::Value::Table(keys) => keys.iter().find_map(|(key, value)| {
            let mut changed = defaults.clone();
            changed.get_mut(section)?.as_table_mut()?.insert(key.clone(), value.clone());
            fails(changed).then(|| format!("{section}.{key}"))
        }),
        value => {
            let mut changed = defaults.clone();
            changed.insert(section.clone(), value.clone());
            fails(changed).then(|| section.clone())
        }
    })
}

fn not_toml(name: &str, text: &str, error: &toml::de::Error) -> anyhow::Error {
    let start = error.span().map_or(0, |span| span.start);
    let line = text.bytes().take(start).filter(|byte| *byte == b'\n').count() + 1;
    anyhow::anyhow!("line {line} of {name} is no TOML: {}", error.message())
}

fn lay_flags(config: &mut Config, flags: &GlobalArgs) {
    config.data = flags.data.clone().unwrap_or_else(|| config.data.clone());
    config.store = flags.store.clone().unwrap_or_else(|| config.store.clone());
    config.database = flags.database.clone().unwrap_or_else(|| config.database.clone());
    config.log.format = flags.log_format.unwrap_or(config.log.format);
    config.log.level = flags.log_level.clone().unwrap_or_else(|| config.log.level.clone());
}

impl Config {
    /// Refuses values that no command could work with.
    pub(super) fn check(&self) -> Result<()> {
        let must_be_positive = [
            ("ingest.commit_mib", self.ingest.commit_mib as f64),
            ("ingest.commit_events", self.ingest.commit_events as f64),
            ("ingest.commit_seconds", self.ingest.commit_seconds),
            ("kafka.session_timeout_ms", f64::from(self.kafka.session_timeout_ms)),
            ("maintain.memory_mib", self.maintain.memory_mib as f64),
            ("query.memory_mib", self.query.memory_mib as f64),
            ("query.timeout_seconds", self.query.timeout_seconds as f64),
            ("query.max_rows", self.query.max_rows as f64),
            ("portal.refresh_seconds", self.portal.refresh_seconds),
            ("portal.stale_seconds", self.portal.stale_seconds as f64),
        ];
        for (name, value) in must_be_positive {
            // Beyond this a time or a size is a slip of the pen, and no longer fits the clock's own numbers.
            if !(value > 0.0 && value < 1e12) {
                bail!("`{name}` must be above 0 and sensible, not {value}");
            }
        }
        if !(self.maintain.every_seconds >= 0.0 && self.maintain.every_seconds < 1e12) {
            bail!("`maintain.every_seconds` must be 0 or above and sensible, not {}", self.maintain.every_seconds);
        }
        if self.ingest.max_refused_percent > 100 {
            bail!("`ingest.max_refused_percent` must be from 0 to 100, not {}", self.ingest.max_refused_percent);
        }
        match self.kafka.fault() {
            Some(fault) => bail!("{fault}"),
            None => Ok(()),
        }
    }

    /// The settings as they work out, fit to be shown.
    pub(crate) fn shown(&self) -> Result<String> {
        let mut shown = self.clone();
        shown.store = mask::secrets(&self.store());
        shown.database = mask::secrets(&self.database());
        toml::to_string(&shown).context("cannot write the settings as TOML")
    }
}
