//! The wallboard: all queues now, to be read from across the room.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::address::Address;
use super::chrome::{Chrome, Section};
use super::page;
use crate::data::wall::{self, WallQueue};
use crate::error::PortalError;
use crate::format;
use crate::service_level::ServiceLevel;
use crate::signed::Signed;
use crate::state::AppState;

#[derive(Template)]
#[template(path = "wallboard.html")]
struct WallboardPage {
    chrome: Chrome,
    tiles: Vec<WallTile>,
}

/// One queue, in words and figures.
struct WallTile {
    queue: String,
    name: String,
    href: String,
    limit_seconds: u32,
    waiting: usize,
    longest: String,
    is_late: bool,
    talking: usize,
    ready: usize,
    paused: usize,
    service_level: String,
    answered: String,
    joined: String,
    lost: String,
}

impl WallTile {
    fn new(signed: &Signed, queue: WallQueue) -> Self {
        let lang = signed.language;
        let today = &queue.today;
        Self {
            href: Address::of(&["queues", &queue.queue.id]).build(),
            limit_seconds: queue.queue.service_level_seconds,
            waiting: queue.waiting,
            longest: format::duration(queue.longest_wait_seconds(signed.now)),
            is_late: queue.is_late(signed.now),
            talking: queue.talking,
            ready: queue.ready,
            paused: queue.paused,
            service_level: format::percent(ServiceLevel::STORED.of(today), lang),
            answered: format::count(today.answered, lang),
            joined: format::count(today.joined, lang),
            lost: format::count(today.abandoned + today.short_abandoned, lang),
            queue: queue.queue.id,
            name: queue.queue.name,
        }
    }
}

/// The board as it is now; a script keeps it so.
pub(crate) async fn show(State(state): State<AppState>, signed: Signed) -> Result<Response, PortalError> {
    let tiles = wall::load(&signed, &state).await?.into_iter().map(|queue| WallTile::new(&signed, queue)).collect();
    page(&WallboardPage { chrome: Chrome::new(&signed, Section::Wallboard), tiles })
}
