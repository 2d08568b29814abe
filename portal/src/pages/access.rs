//! Tokens of programs, as an administrator makes and revokes them.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::TimeDelta;
use opkald_storage::book::{NewToken, TokenInfo, TokenScope};
use serde::Deserialize;

use super::chrome::{Chrome, Section};
use super::page;
use crate::api::tokens::{made, revoked};
use crate::asked::Named;
use crate::error::PortalError;
use crate::format;
use crate::signed::Signed;
use crate::state::AppState;
use crate::text::text;
use crate::wrong::Wrong;

#[derive(Template)]
#[template(path = "access.html")]
struct AccessPage {
    chrome: Chrome,
    form_mark: String,
    /// The secret of the token that was just made; empty otherwise.
    secret: String,
    rows: Vec<TokenLine>,
}

struct TokenLine {
    id: String,
    name: String,
    scopes: String,
    created: String,
    last_used: String,
    ends: String,
    state: &'static str,
    is_good: bool,
}

/// What the form of a new token sends.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct NewTokenForm {
    form_mark: String,
    name: String,
    scope: String,
    days: String,
}

/// What the button that revokes sends.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct RevokeForm {
    form_mark: String,
}

/// The page.
pub(crate) async fn show(State(state): State<AppState>, signed: Signed) -> Result<Response, PortalError> {
    draw(&state, &signed, String::new()).await
}

async fn draw(state: &AppState, signed: &Signed, secret: String) -> Result<Response, PortalError> {
    signed.require_administrator()?;
    let tokens = state.book.tokens(&signed.customer).await.map_err(PortalError::failed)?;
    let rows = tokens.into_iter().map(|info| line(signed, info)).collect();
    let form_mark = signed.form_mark().to_owned();
    page(&AccessPage { chrome: Chrome::new(signed, Section::Access), form_mark, secret, rows })
}

fn line(signed: &Signed, info: TokenInfo) -> TokenLine {
    let t = text(signed.language);
    let at = |at| format::moment(at, signed.zone, signed.language);
    let is_good = info.is_good(signed.now);
    TokenLine {
        id: info.id.to_string(),
        scopes: info.scopes.iter().map(|scope| scope.word()).collect::<Vec<_>>().join(", "),
        created: at(info.created_at),
        last_used: info.last_used_at.map_or_else(|| t.never.to_owned(), at),
        ends: at(info.ends_at),
        state: match info.revoked_at {
            Some(_) => t.token_revoked,
            None if is_good => t.token_good,
            None => t.token_ended,
        },
        name: info.name,
        is_good,
    }
}

/// Makes a token, and shows its secret this once.
pub(crate) async fn make(
    State(state): State<AppState>,
    signed: Signed,
    form: Result<Form<NewTokenForm>, FormRejection>,
) -> Result<Response, PortalError> {
    // What cannot be read is treated as what was not filled in.
    let Form(form) = form.unwrap_or_default();
    signed.require_form(&form.form_mark)?;
    signed.require_administrator()?;
    let wrong = || PortalError::parameter("body", Wrong::NoToken);
    let scopes = form.scope.split(' ').map(|word| TokenScope::from_word(word).ok_or_else(wrong));
    let days: u16 = form.days.parse().map_err(|_| wrong())?;
    let new = NewToken {
        name: form.name,
        scopes: scopes.collect::<Result<_, _>>()?,
        ends_at: signed.now + TimeDelta::days(days.into()),
    };
    let (secret, _) = made(&state, &signed, new).await?;
    draw(&state, &signed, secret).await
}

/// Revokes a token.
pub(crate) async fn revoke(
    State(state): State<AppState>,
    signed: Signed,
    Named(token): Named,
    form: Result<Form<RevokeForm>, FormRejection>,
) -> Result<Response, PortalError> {
    let Form(form) = form.unwrap_or_default();
    signed.require_form(&form.form_mark)?;
    revoked(&state, &signed, &token).await?;
    Ok(Redirect::to("/access").into_response())
}
