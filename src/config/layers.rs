//! Laying one source of settings over another, key by key, so that a wrong key or value is named together with its source.

use anyhow::{Result, bail};
use toml::{Table, Value};

/// What stands before the name of an environment variable that is a setting.
const PREFIX: &str = "OPKALD_";

/// The variable that names the settings file; the file cannot name itself.
pub(super) const FILE_VARIABLE: &str = "OPKALD_CONFIG";

/// Lays a file's table over the settings.
pub(super) fn lay_table(settings: &mut Table, over: Table, source: &str) -> Result<()> {
    lay(settings, over, "", source)
}

fn lay(settings: &mut Table, over: Table, path: &str, source: &str) -> Result<()> {
    for (key, value) in over {
        let name = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        match (settings.get_mut(&key), value) {
            (None, _) => bail!("unknown key `{name}` in {source}"),
            (Some(Value::Table(below)), Value::Table(above)) => lay(below, above, &name, source)?,
            (Some(place), value) => *place = fitting(place, value, &name, source)?,
        }
    }
    Ok(())
}

/// Takes a value if it is of the kind that the setting is; a whole number is a fraction too.
fn fitting(place: &Value, value: Value, name: &str, source: &str) -> Result<Value> {
    match (place, value) {
        (Value::Float(_), Value::Integer(whole)) => Ok(Value::Float(whole as f64)),
        (place, value) if place.same_type(&value) => Ok(value),
        (place, value) => bail!("`{name}` in {source} must be {}, not {value}", kind(place)),
    }
}

/// Lays the environment's variables over the settings.
pub(super) fn lay_environment(settings: &mut Table, variables: impl Iterator<Item = (String, String)>) -> Result<()> {
    for (variable, text) in variables {
        let Some(rest) = variable.strip_prefix(PREFIX) else { continue };
        if variable == FILE_VARIABLE {
            continue;
        }
        let Some((place, name)) = find(settings, &rest.to_ascii_lowercase(), "") else {
            bail!("unknown key `{variable}` in the environment");
        };
        let Some(value) = parse(place, &text) else {
            bail!("`{variable}` in the environment must be {}, not {text:?} (it sets `{name}`)", kind(place));
        };
        *place = value;
    }
    Ok(())
}

/// Finds the setting that a variable's name means: `ingest_memory_mib` is `ingest.memory_mib`.
fn find<'a>(settings: &'a mut Table, name: &str, path: &str) -> Option<(&'a mut Value, String)> {
    settings.iter_mut().find_map(|(key, value)| {
        let full = format!("{path}{key}");
        match value {
            Value::Table(below) => {
                let rest = name.strip_prefix(key.as_str())?.strip_prefix('_')?;
                find(below, rest, &format!("{full}."))
            }
            value => (name == key).then_some((value, full)),
        }
    })
}

/// Reads a text as the kind of value that the setting is.
fn parse(place: &Value, text: &str) -> Option<Value> {
    match place {
        Value::Integer(_) => text.parse().ok().map(Value::Integer),
        Value::Float(_) => text.parse().ok().map(Value::Float),
        Value::Boolean(_) => text.parse().ok().map(Value::Boolean),
        _ => Some(Value::String(text.to_owned())),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "a text",
        Value::Integer(_) => "a whole number",
        Value::Float(_) => "a number",
        Value::Boolean(_) => "true or false",
        Value::Datetime(_) => "a time",
        Value::Array(_) => "a list",
        Value::Table(_) => "a table",
    }
}
