//! The visits behind a queue's number.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::address::Address;
use super::chrome::{Chrome, Section};
use super::dates::{self, DateFields};
use super::table::{Choice, Table};
use super::visit_table::table;
use super::{page, queue_waits, week_choices};
use crate::api::visits::VisitQuery;
use crate::asked::{Asked, Named};
use crate::data::names::{self, QueueNames};
use crate::data::visit_filter::{ABANDONED_ALL, COUNTED, VisitFilter, Wait};
use crate::data::visits::list;
use crate::error::PortalError;
use crate::format;
use crate::queue_counts::QueueCounts;
use crate::signed::Signed;
use crate::state::AppState;
use crate::text::Text;

#[derive(Template)]
#[template(path = "visits.html")]
struct VisitsPage {
    chrome: Chrome,
    queue: String,
    queue_href: String,
    action: String,
    label: String,
    dates: DateFields,
    widened: String,
    outcomes: Vec<Choice>,
    counts: Vec<Choice>,
    waits: Vec<Choice>,
    times: Vec<Choice>,
    agent: String,
    within: String,
    /// How much is counted, and what.
    total: String,
    counted: String,
    /// In how many visits, where something else is counted.
    in_visits: Option<String>,
    table: Table,
    first: String,
    next: String,
}

/// The list.
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Named(queue): Named,
    Asked(query): Asked<VisitQuery>,
) -> Result<Response, PortalError> {
    if let Some(redirect) = dates::redirect(&signed)? {
        return Ok(redirect);
    }
    let queue = names::queue(&signed, &state, &queue).await?;
    let (filter, paging) = query.read(&signed, &queue)?;
    let (visits, totals) = list(&signed, &filter, &paging, true).await?;
    let totals = totals.unwrap_or_default();
    let chrome = Chrome::new(&signed, Section::Queues);
    let t = chrome.t;
    let here = address(&signed, &filter);
    let what = if filter.counts_agents() {
        Some(word(t, &filter.counted).to_owned() + &agent_after_colon(&filter.agent))
    } else {
        None
    };
    let count = |number| format::count(number, signed.language);
    page(&VisitsPage {
        queue_href: Address::of(&["queues", &queue.id]).build(),
        action: Address::of(&["queues", &queue.id, "visits"]).build(),
        label: window_label(&signed, &filter),
        dates: DateFields::new(&signed, filter.window),
        widened: dates::widened(&signed, filter.window, &undated(&filter)),
        outcomes: outcomes(t, &filter.outcome),
        counts: Choice::list(
            t.counts_visits,
            &filter.counted,
            COUNTED.map(|what| (what.to_owned(), word(t, what).to_owned())),
        ),
        waits: waits(t, filter.wait.as_ref()),
        times: week_choices::choices(t, &filter.week, Some(&queue)),
        within: filter.within_seconds.map(|seconds| seconds.to_string()).unwrap_or_default(),
        total: count(totals.counted),
        counted: match what {
            Some(_) => word(t, &filter.counted).to_lowercase() + &agent_after_colon(&filter.agent),
            None => visits_word(t, totals.visits),
        },
        in_visits: what.as_ref().map(|_| format!("{} {}", count(totals.visits), visits_word(t, totals.visits))),
        table: table(&signed, &QueueNames::default(), visits.rows, what),
        first: if paging.cursor.is_some() { here.clone().build() } else { String::new() },
        next: visits.next.map(|next| here.with("cursor", &next).build()).unwrap_or_default(),
        agent: filter.agent,
        queue: queue.name,
        chrome,
    })
}

fn window_label(signed: &Signed, filter: &VisitFilter) -> String {
    let at = |at| format::moment(at, signed.zone, signed.language);
    format!("{} – {}", at(filter.window.from), at(filter.window.to))
}

fn address(signed: &Signed, filter: &VisitFilter) -> Address {
    undated(filter).between(filter.window.from, filter.window.to, signed.zone)
}

/// The list's address with all but the period.
fn undated(filter: &VisitFilter) -> Address {
    let within = filter.within_seconds.map(|seconds| seconds.to_string()).unwrap_or_default();
    Address::of(&["queues", &filter.queue, "visits"])
        .with("outcome", &filter.outcome)
        .with("agent", &filter.agent)
        .with("counted", &filter.counted)
        .with("within", &within)
        .with("wait", &filter.wait.as_ref().map(Wait::value).unwrap_or_default())
        .with("times", filter.week.value())
}

/// The word of an agent's figure, as it heads the agents' table.
fn word(t: &Text, counted: &str) -> &'static str {
    match counted {
        "offers" => t.offers,
        "missed_offers" => t.missed_offers,
        "transfers_in" => t.transfers_in,
        _ => t.answered,
    }
}

/// Whose it is that is counted.
fn agent_after_colon(agent: &str) -> String {
    if agent.is_empty() { String::new() } else { format!(": {agent}") }
}

/// So many visits, in words.
fn visits_word(t: &Text, count: i64) -> String {
    if count == 1 { t.one_visit.to_owned() } else { t.visits.to_lowercase() }
}

fn outcomes(t: &Text, chosen: &str) -> Vec<Choice> {
    let name = |outcome: &str| match outcome {
        "waiting" => t.waiting_or_no_outcome.to_owned(),
        ABANDONED_ALL => t.abandoned_all.to_owned(),
        several => several.split(',').map(|one| t.of_value(one)).collect::<Vec<_>>().join(", "),
    };
    let mut values: Vec<&str> = QueueCounts::default().outcomes().map(|(name, _)| name).into();
    values.push(ABANDONED_ALL);
    // An address may name others together.
    if !chosen.is_empty() && !values.contains(&chosen) {
        values.push(chosen);
    }
    Choice::list(t.any, chosen, values.into_iter().map(|value| (value.to_owned(), name(value))))
}

fn waits(t: &Text, chosen: Option<&Wait>) -> Vec<Choice> {
    let mut waits: Vec<Wait> = queue_waits::buckets().collect();
    waits.extend(chosen.filter(|chosen| !queue_waits::buckets().any(|wait| wait == **chosen)).cloned());
    let chosen = chosen.map(Wait::value).unwrap_or_default();
    Choice::list(t.any, &chosen, waits.iter().map(|wait| (wait.value(), wait.label())))
}
