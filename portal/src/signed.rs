//! Who asks: the session's cookie or a program's token, and the customer behind it.

use axum::extract::FromRequestParts;
use axum::http::header::{AUTHORIZATION, COOKIE, IF_NONE_MATCH};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Uri};
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use std::sync::Arc;

use opkald_queries::{Params, Scope, Session, UseReceipt};
use opkald_storage::CustomerNumber;
use opkald_storage::book::{ApiToken, Customer, Language, Role, SessionInfo, SessionToken, TokenScope};
use opkald_storage::money::{Charged, Fee, Month};
use tokio::task::JoinSet;

use crate::error::{Needs, PortalError};
use crate::language::{self, Spoken};
use crate::rows::Rows;
use crate::state::AppState;

/// The cookie that bears the session's token.
pub(crate) const SESSION_COOKIE: &str = "opkald_session";
/// The browser forgets the cookie when the book would no longer take it.
const SESSION_SECONDS: i64 = 12 * 60 * 60;

/// A request with a session. Its queries see this one customer's rows and nothing else.
#[derive(Debug)]
pub(crate) struct Signed {
    /// Whose session it is.
    pub(crate) customer: CustomerNumber,
    /// What the one who asks may do.
    pub(crate) role: Role,
    /// What a form of a page must bear to be taken for one that this session was shown; none where a program asks with a
    /// token.
    form_mark: Option<String>,
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
    /// The tags of what the one who asks has already.
    known: Option<HeaderValue>,
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

    /// Goes on only for an administrator who is logged in: no token makes or revokes another.
    pub(crate) fn require_administrator(&self) -> Result<(), PortalError> {
        if self.role == Role::Administrator && self.form_mark.is_some() {
            return Ok(());
        }
        Err(PortalError::NotAllowed(Needs::Administrator))
    }

    /// What a form of a page bears.
    pub(crate) fn form_mark(&self) -> &str {
        self.form_mark.as_deref().unwrap_or_default()
    }

    /// Goes on only for a form that this session was shown.
    pub(crate) fn require_form(&self, mark: &str) -> Result<(), PortalError> {
        if !mark.is_empty() && self.form_mark.as_deref() == Some(mark) {
            return Ok(());
        }
        Err(PortalError::ForeignOrigin)
    }

    /// Whether the one who asks has what bears this tag.
    pub(crate) fn knows(&self, tag: &str) -> bool {
        let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
        let known = self.known.as_ref().and_then(|known| known.to_str().ok()).unwrap_or_default();
        known.trim() == "*" || known.split(',').any(|known| opaque(known) == opaque(tag))
    }

    /// A time as the API writes it: RFC 3339, by the customer's clock.
    pub(crate) fn stamp(&self, at: DateTime<Utc>) -> String {
        at.with_timezone(&self.zone).to_rfc3339_opts(chrono::SecondsFormat::AutoSi, false)
    }
}

impl FromRequestParts<AppState> for Signed {
    type Rejection = PortalError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Self::Rejection> {
        Self::read(&parts.uri, &parts.headers, parts.extensions.get::<Spoken>(), state).await
    }
}

impl Signed {
    /// Finds out who asks, and tells what is around the handler which language that one speaks. It counts as use of the
    /// session.
    pub(crate) async fn read(
        uri: &Uri,
        headers: &HeaderMap,
        spoken: Option<&Spoken>,
        state: &AppState,
    ) -> Result<Self, PortalError> {
        let now = (state.now)();
        let Admitted { customer: number, role, form_mark } = admitted(headers, state, now).await?;
        let found = state.book.customer(&number).await.map_err(PortalError::failed)?;
        let Customer { name, language, .. } = found.ok_or(PortalError::NotSignedIn)?;
        let language = language::chosen(uri, headers).unwrap_or(language);
        if let Some(spoken) = spoken {
            spoken.say(language);
        }
        let known = headers.get(IF_NONE_MATCH).cloned();
        let session = state.engine.session(Scope::Customer(number.clone())).await.map_err(not_ready)?;
        Ok(Self {
            customer: number,
            role,
            form_mark,
            name,
            language,
            zone: session.zone(),
            now,
            uri: uri.clone(),
            known,
            session,
        })
    }
}

/// Who came in, by which way.
struct Admitted {
    customer: CustomerNumber,
    role: Role,
    form_mark: Option<String>,
}

/// Finds out who asks: by the token of the header where there is one, else by the session's cookie.
async fn admitted(headers: &HeaderMap, state: &AppState, now: DateTime<Utc>) -> Result<Admitted, PortalError> {
    if let Some(header) = headers.get(AUTHORIZATION) {
        let bearer = header.to_str().ok().and_then(|text| ApiToken::parse(text.strip_prefix("Bearer ")?.trim()));
        let token = bearer.ok_or(PortalError::WrongToken)?;
        let info = state.book.token(&token, now).await.map_err(PortalError::failed)?.ok_or(PortalError::WrongToken)?;
        if !info.scopes.contains(&TokenScope::Read) {
            return Err(PortalError::NotAllowed(Needs::Scope(TokenScope::Read)));
        }
        return Ok(Admitted { customer: info.customer, role: Role::User, form_mark: None });
    }
    let token = token(headers).ok_or(PortalError::NotSignedIn)?;
    let info = state.book.session(&token, now).await.map_err(PortalError::failed)?;
    let SessionInfo { customer, role } = info.ok_or(PortalError::NotSignedIn)?;
    Ok(Admitted { customer, role, form_mark: Some(token.form_mark()) })
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
