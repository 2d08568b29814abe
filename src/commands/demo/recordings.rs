//! Recordings that really sound, of the newest calls of one customer.

use anyhow::{Context, Result};
use arrow::array::RecordBatch;
use arrow::json::LineDelimitedWriter;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use opkald_pipeline::Source;
use opkald_queries::{Engine, Params, Scope};
use serde::Deserialize;
use serde_json::json;

use super::history;
use super::network::Network;
use super::sound::conversation;
use crate::commands::ingest;
use crate::config::Config;
use crate::open;

/// The calls that were recorded: short ones, since nobody listens long to a demo.
const CALLS: &str = "SELECT call, leg, ended_at, talk_seconds FROM calls
    WHERE customer = $customer AND outcome = 'answered' AND talk_seconds BETWEEN 5 AND 40
    ORDER BY ended_at DESC, call DESC, leg DESC LIMIT 24";
/// How long after its end a call's recording lies in its place.
const READY_AFTER: TimeDelta = TimeDelta::seconds(4);

#[derive(Deserialize)]
struct Recorded {
    call: String,
    leg: i64,
    ended_at: DateTime<Utc>,
    talk_seconds: f64,
}

/// Makes the recordings, unless they are there already.
pub(super) async fn make(config: &Config, network: &Network, engine: &Engine) -> Result<()> {
    if network.is_recorded()? {
        return Ok(());
    }
    let Some(customer) = network.plan().sample_customers().into_iter().next() else { return Ok(()) };
    let place = open::recordings(config)?;
    let session = engine.session(Scope::Operator).await?;
    let calls = session.query(CALLS, Params::new().text("customer", &customer.number)).await?;
    let mut told = String::new();
    for (seed, one) in (0_u64..).zip(read(&calls)?) {
        let key = format!("{}/{}-{}.wav", customer.number, one.call, one.leg);
        // Seconds of one call, which are few.
        let duration_ms = (one.talk_seconds * 1000.0) as u32;
        let file = conversation(seed, duration_ms);
        let event = json!({
            "id": format!("recording-{}-{}", one.call, one.leg),
            "type": "recording.ready",
            "time": (one.ended_at + READY_AFTER).to_rfc3339_opts(SecondsFormat::AutoSi, true),
            "customer": customer.number,
            "call": one.call,
            "leg": one.leg,
            "object": key,
            "duration_ms": duration_ms,
            "bytes": file.len(),
        });
        place.put(&key, file).await?;
        told += &format!("{event}\n");
    }
    let source = network.recordings_file(&told)?;
    let mut options = ingest::following(config, open::lake(config).await?, vec![Source::File(source)]);
    options.once = true;
    opkald_pipeline::ingest(options).await.context("cannot store the demo's recordings")?;
    history::refresh(engine).await?;
    network.note_recorded()
}

fn read(batches: &[RecordBatch]) -> Result<Vec<Recorded>> {
    let mut writer = LineDelimitedWriter::new(Vec::new());
    for batch in batches {
        writer.write(batch)?;
    }
    writer.finish()?;
    let lines = String::from_utf8(writer.into_inner())?;
    lines.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}
