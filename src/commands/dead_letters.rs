//! `opkald dead-letters …`

use std::collections::BTreeMap;

use anyhow::Result;
use clap::{Args, Subcommand};
use opkald_pipeline::{Clock, DeadLetter, dead_letters, replay};
use serde::Serialize;

use crate::config::Config;
use crate::{open, output};

/// What to do with what was refused.
#[derive(Debug, Subcommand)]
pub(crate) enum DeadLettersCommand {
    /// Print each dead letter as one JSON object a line, with its bytes and why it was refused
    List(ListArgs),
    /// Try all of them again; what is an event by now is stored once, the rest stays. Prints one JSON line
    Replay,
}

/// How they are listed.
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// Print how many there are of each source and reason instead
    #[arg(long)]
    count: bool,
}

/// How many dead letters have the same source and reason.
#[derive(Debug, Serialize)]
struct Counted {
    count: u64,
    source: String,
    why: String,
    first_received_at: String,
    last_received_at: String,
}

/// Lists or replays the dead letters.
pub(crate) async fn run(config: &Config, command: DeadLettersCommand) -> Result<()> {
    let lake = open::existing_lake(config).await?;
    match command {
        DeadLettersCommand::List(ListArgs { count: false }) => {
            dead_letters(&lake, |letter| output::line(&serde_json::to_string(&letter)?)).await
        }
        DeadLettersCommand::List(ListArgs { count: true }) => {
            let mut groups = BTreeMap::new();
            let add = |letter| {
                count(&mut groups, letter);
                anyhow::Ok(())
            };
            dead_letters(&lake, add).await?;
            let mut groups: Vec<Counted> = groups.into_values().collect();
            groups.sort_by_key(|group| std::cmp::Reverse(group.count));
            groups.iter().try_for_each(|group| output::line(&serde_json::to_string(group)?))
        }
        DeadLettersCommand::Replay => {
            let done = replay(lake, Clock::system()).await?;
            output::line(&serde_json::to_string(&done)?)
        }
    }
}

fn count(groups: &mut BTreeMap<(String, String), Counted>, letter: DeadLetter) {
    let DeadLetter { received_at, source, why, .. } = letter;
    let group = groups.entry((source.clone(), why.clone())).or_insert_with(|| Counted {
        count: 0,
        source,
        why,
        first_received_at: received_at.clone(),
        last_received_at: received_at.clone(),
    });
    group.count += 1;
    group.first_received_at = received_at.clone().min(std::mem::take(&mut group.first_received_at));
    group.last_received_at = received_at.max(std::mem::take(&mut group.last_received_at));
}
