//! Who asks: the session's cookie, and the customer behind it.

use axum::extract::FromRequestParts;
use axum::http::header::COOKIE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use std::sync::Arc;

use opkald_queries::{Params, Scope, Session, UseReceipt};
use opkald_storage::CustomerNumber;
use opkald_storage::book::{Customer, Language, SessionToken};
use opkald_storage::money::{Charged, Fee, Month};
use tokio::task::JoinSet;

use crate::error::PortalError;
use crate::language::{self, Spoken};
use crate::rows::Rows;
use crate::state::AppState;

/// The cookie that bears the session's token.
const SESSION_COOKIE: &str = "opkald_session";
/// The browser forgets the cookie when the book would no longer take it.
const SESSION_SECONDS: i64 = 12 * 60 * 60;

/// A request with a session. Its queries see this one customer's rows and nothing else.
#[derive(Debug)]
pub(crate) struct Signed {
    /// Whose session it is.
    pub(crate) customer: CustomerNumber,
    /// What people call the customer.
    pub(crate) name: String,
    /// The language that the answer speaks.
    pub(crate) language: Language,
    /// The zone whose clock the answer follows.
    pub(crate) zone: Tz,
    /// When the request came.
    pub(crate) now: DateTime<Utc>,
    /// What it asked for.
    pub(crate) uri: Uri,
    session: Arc<Session>,
}

impl Signed {
    /// Runs one of the texts in `sql/`.
    ///
    /// It runs as a task of its own, so that questions asked at once are also planned at once; it ends with the request.
    pub(crate) async fn ask(&self, sql: &'static str, params: Params) -> Result<Rows, PortalError> {
        let session = Arc::clone(&self.session);
        let mut task = JoinSet::new();
        task.spawn(async move { session.query(sql, params).await });
        let Some(ended) = task.join_next().await else { return Ok(Rows::default()) };
        let batches = ended.map_err(PortalError::failed)?.map_err(PortalError::failed)?;
        Ok(Rows::new(&batches)?)
    }

    /// How the charges of a line's month came about.
    pub(crate) async fn receipts(&self, line: &str, month: Month) -> Result<Vec<UseReceipt>, PortalError> {
        self.session.receipts(line, month).await.map_err(PortalError::failed)
    }

    /// The plans and add-ons that a line has and had, the newest first.
    pub(crate) fn charged(&self, line: &str) -> Vec<Charged> {
        self.session.charged(line, self.now)
    }

    /// What a line pays in a month for its plan and add-ons.
    pub(crate) fn fees(&self, line: &str, month: Month) -> Vec<Fee> {
        self.session.fees(line, month)
    }

    /// Up to when everything that reached the source is in.
    pub(crate) fn data_until(&self) -> Option<DateTime<Utc>> {
        self.session.data_until()
    }

    /// How old the data is.
    pub(crate) fn data_age(&self) -> Option<TimeDelta> {
        self.data_until().map(|until| (self.now - until).max(TimeDelta::zero()))
    }

    /// A time as the API writes it: RFC 3339, by the customer's clock.
    pub(crate) fn stamp(&self, at: DateTime<Utc>) -> String {
        at.with_timezone(&self.zone).to_rfc3339_opts(chrono::SecondsFormat::AutoSi, false)
    }
}

impl FromRequestParts<AppState> for Signed {
    type Rejection = PortalError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Self::Rejection> {
        let now = (state.now)();
        let token = token(&parts.headers).ok_or(PortalError::NotSignedIn)?;
        let info = state.book.session(&token, now).await.map_err(PortalError::failed)?;
        let number = info.ok_or(PortalError::NotSignedIn)?.customer;
        let found = state.book.customer(&number).await.map_err(PortalError::failed)?;
        let Customer { name, language, .. } = found.ok_or(PortalError::NotSignedIn)?;
        let language = language::chosen(&parts.uri, &parts.headers).unwrap_or(language);
        if let Some(spoken) = parts.extensions.get::<Spoken>() {
            spoken.say(language);
        }
        let session = state.engine.session(Scope::Customer(number.clone())).await.map_err(not_ready)?;
        Ok(Self { customer: number, name, language, zone: session.zone(), now, uri: parts.uri.clone(), session })
    }
}

/// A session fails when the tables cannot be loaded; the reason is the operator's, not the reader's.
fn not_ready(error: impl std::error::Error) -> PortalError {
    tracing::error!(%error, "no session with the engine");
    PortalError::NotReady
}

/// The token of the session's cookie, if there is one of its form.
pub(crate) fn token(headers: &HeaderMap) -> Option<SessionToken> {
    SessionToken::parse(cookie(headers, SESSION_COOKIE)?)
}

/// The cookie that begins a session in the browser.
pub(crate) fn begin_cookie(token: &SessionToken, https: bool) -> String {
    let secure = if https { "; Secure" } else { "" };
    format!("{SESSION_COOKIE}={}; Path=/; Max-Age={SESSION_SECONDS}; HttpOnly; SameSite=Lax{secure}", token.reveal())
}

/// The cookie that ends it.
pub(crate) fn end_cookie() -> String {
    format!("{SESSION_COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax")
}

/// One cookie's value.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
}
