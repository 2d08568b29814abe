//! Recordings: to find, to hear and to take, with who listened to each.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::address::Address;
use super::calls::line_label;
use super::chrome::{Chrome, Section, call_address};
use super::dates::{self, DateFields};
use super::page;
use super::table::Choice;
use super::visit_table::caller;
use crate::api::recordings::RecordingQuery;
use crate::asked::Asked;
use crate::data::names::{self, QueueNames};
use crate::data::recordings::{Recording, RecordingFilter, list};
use crate::error::PortalError;
use crate::format;
use crate::signed::Signed;
use crate::state::AppState;
use crate::text::{Text, text};

#[derive(Template)]
#[template(path = "recordings.html")]
struct RecordingsPage {
    chrome: Chrome,
    dates: DateFields,
    label: String,
    number: String,
    agent: String,
    lines: Vec<Choice>,
    queues: Vec<Choice>,
    players: Players,
    first: String,
    next: String,
}

/// Recordings in a table, each with its player.
#[derive(Debug, Template)]
#[template(path = "players.html")]
pub(crate) struct Players {
    t: &'static Text,
    pub(crate) rows: Vec<Player>,
}

/// A recording as a row.
#[derive(Debug)]
pub(crate) struct Player {
    began: String,
    call: String,
    direction: String,
    from: String,
    to: String,
    line: String,
    queue: String,
    agent: String,
    length: String,
    audio: String,
    download: String,
    /// Said of its player to those who do not see it.
    label: String,
    listens: Vec<String>,
}

impl Players {
    /// The table of these recordings.
    pub(crate) fn new(signed: &Signed, names: &QueueNames, recordings: Vec<Recording>) -> Self {
        let rows = recordings.into_iter().map(|recording| player(signed, names, recording)).collect();
        Self { t: text(signed.language), rows }
    }
}

fn player(signed: &Signed, names: &QueueNames, recording: Recording) -> Player {
    let t = text(signed.language);
    let at = |at| format::moment(at, signed.zone, signed.language);
    let own_word = |word: &'static str| match word {
        "listened" => t.listened,
        "downloaded" => t.downloaded,
        "administrator" => t.administrator,
        _ => t.user,
    };
    let listens = recording.listens.iter().map(|listen| {
        format!("{} · {} · {}", at(listen.at), own_word(listen.role.word()), own_word(listen.kind.word()))
    });
    let audio = Address::of(&["api", "v1", "recordings", &recording.id, "audio"]);
    let began = at(recording.began_at);
    Player {
        label: format!("{} {began}", t.recording),
        call: call_address(signed, &recording.call, recording.began_at),
        direction: recording.direction.as_deref().map_or(format::NO_DATA, |direction| t.of_value(direction)).to_owned(),
        from: caller(t, recording.from_number.as_deref()),
        to: caller(t, recording.to_number.as_deref()),
        line: recording.line.as_deref().map(format::phone).unwrap_or_default(),
        queue: recording.queue.as_deref().map(|queue| names.name(queue)).unwrap_or_default(),
        agent: recording.agent.clone().unwrap_or_default(),
        length: format::duration(Some(recording.duration_seconds)),
        download: audio.clone().with("download", "1").build(),
        audio: audio.build(),
        listens: listens.collect(),
        began,
    }
}

/// The list.
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Asked(query): Asked<RecordingQuery>,
) -> Result<Response, PortalError> {
    if let Some(redirect) = dates::redirect(&signed)? {
        return Ok(redirect);
    }
    let (filter, paging) = query.read(&signed)?;
    let found = list(&signed, &state.book, &filter, &paging);
    let names = async { tokio::try_join!(names::lines(&signed, &state), names::queues(&signed, &state)) };
    let (found, (lines, queues)) = tokio::try_join!(found, names)?;
    let chrome = Chrome::new(&signed, Section::Recordings);
    let t = chrome.t;
    let here = address(&signed, &filter);
    let names = QueueNames::new(&queues);
    let lines = lines.into_iter().map(|line| (line.number.clone(), line_label(&line)));
    let queues = queues.into_iter().map(|queue| (queue.id, queue.name));
    let at = |at| format::moment(at, signed.zone, signed.language);
    page(&RecordingsPage {
        dates: DateFields::new(&signed, filter.window),
        label: format!("{} – {}", at(filter.window.from), at(filter.window.to)),
        lines: Choice::list(t.any, &filter.line, lines),
        queues: Choice::list(t.any, &filter.queue, queues),
        players: Players::new(&signed, &names, found.rows),
        first: if paging.cursor.is_some() { here.clone().build() } else { String::new() },
        next: found.next.map(|next| here.with("cursor", &next).build()).unwrap_or_default(),
        number: filter.number,
        agent: filter.agent,
        chrome,
    })
}

fn address(signed: &Signed, filter: &RecordingFilter) -> Address {
    Address::of(&["recordings"])
        .with("line", &filter.line)
        .with("number", &filter.number)
        .with("queue", &filter.queue)
        .with("agent", &filter.agent)
        .between(filter.window.from, filter.window.to, signed.zone)
}
