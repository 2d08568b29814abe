//! The sound of a recording, a range at a time, as players ask for it.
//!
//! **Every listen is written down before a byte of it is sent.**

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{
    ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, IF_RANGE, RANGE,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::TimeDelta;
use opkald_storage::book::{Listen, ListenKind};
use opkald_storage::recordings::{Piece, Read, Wanted};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::asked::{Asked, Named};
use crate::data::recordings::object;
use crate::error::PortalError;
use crate::signed::Signed;
use crate::state::AppState;

/// A player asks again and again for one listen; what lies further apart is another.
const ONE_LISTEN: TimeDelta = TimeDelta::minutes(30);

/// How the sound can be asked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AudioQuery {
    /// `1` to have it as a file.
    download: Option<String>,
}

/// The sound of a recording; a header `Range` asks for a part of it. It is written down who listened.
#[utoipa::path(
    get, path = "/recordings/{recording}/audio", tag = "Recordings",
    params(("recording" = String, Path, description = "The id of a recording"), AudioQuery),
    responses(
        (status = 200, content_type = "audio/*", body = Vec<u8>),
        (status = 206, content_type = "audio/*", body = Vec<u8>),
        (status = 416, description = "It has none of the bytes that were asked for")
    )
)]
pub(in crate::api) async fn audio(
    State(state): State<AppState>,
    signed: Signed,
    headers: HeaderMap,
    Named(recording): Named,
    Asked(query): Asked<AudioQuery>,
) -> Result<Response, PortalError> {
    let key = object(&signed, &recording).await?;
    let is_download = query.download.as_deref() == Some("1");
    let header = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let mut wanted = wanted(header(RANGE));
    let mut found = read(&state, &key, wanted).await?;
    // Who has a part of other content must not be given the rest of this.
    if let (Read::Piece(piece), Some(condition)) = (&found, header(IF_RANGE))
        && piece.tag.as_deref() != Some(condition)
    {
        wanted = Wanted::All;
        found = read(&state, &key, wanted).await?;
    }
    let piece = match found {
        Read::Missing => return Err(PortalError::NotFound),
        Read::OutOfRange(size_bytes) => {
            let range = [(CONTENT_RANGE, format!("bytes */{size_bytes}"))];
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, range).into_response());
        }
        Read::Piece(piece) => piece,
    };
    let kind = if is_download { ListenKind::Downloaded } else { ListenKind::Listened };
    note(&state, &signed, recording, kind, piece.range.start).await?;
    Ok(sent(piece, &key, wanted, is_download))
}

async fn read(state: &AppState, key: &str, wanted: Wanted) -> Result<Read, PortalError> {
    state.recordings.read(key, wanted).await.map_err(PortalError::failed)
}

/// Writes down that somebody listens, unless this goes on with a listen that is written down already.
async fn note(
    state: &AppState,
    signed: &Signed,
    recording: String,
    kind: ListenKind,
    first_byte: u64,
) -> Result<(), PortalError> {
    let known = state.book.listens(&signed.customer, std::slice::from_ref(&recording)).await;
    let known = known.map_err(PortalError::failed)?;
    let is_going_on =
        |listen: &Listen| listen.kind == kind && listen.role == signed.role && signed.now - listen.at < ONE_LISTEN;
    if first_byte > 0 && known.iter().any(is_going_on) {
        return Ok(());
    }
    let listen = Listen { recording, at: signed.now, role: signed.role, kind };
    state.book.note_listen(&signed.customer, listen).await.map_err(PortalError::failed)
}

fn sent(piece: Piece, key: &str, wanted: Wanted, is_download: bool) -> Response {
    let (media_type, is_sound) = media_type(key);
    let length = piece.range.end - piece.range.start;
    let mut headers = vec![
        (CONTENT_TYPE, media_type.to_owned()),
        (ACCEPT_RANGES, "bytes".to_owned()),
        (CONTENT_LENGTH, length.to_string()),
    ];
    if let Some(tag) = piece.tag {
        headers.push((ETAG, tag));
    }
    // What is no sound is never shown as a page of ours.
    if is_download || !is_sound {
        let name: String = key.rsplit('/').next().unwrap_or_default().chars().filter(|c| is_plain(*c)).collect();
        headers.push((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")));
    }
    let status = if wanted == Wanted::All { StatusCode::OK } else { StatusCode::PARTIAL_CONTENT };
    if status == StatusCode::PARTIAL_CONTENT {
        let last = piece.range.end.saturating_sub(1);
        headers.push((CONTENT_RANGE, format!("bytes {}-{last}/{}", piece.range.start, piece.size_bytes)));
    }
    let mut response = (status, Body::from_stream(piece.bytes)).into_response();
    for (name, value) in headers {
        // A tag of a store may hold what no header may.
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

fn is_plain(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_')
}

/// What a file is by its ending, and whether that is sound.
fn media_type(key: &str) -> (&'static str, bool) {
    let ending = key.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    let known = match ending.as_str() {
        "wav" => "audio/wav",
        "mp3" => "audio/mpeg",
        "ogg" | "oga" | "opus" => "audio/ogg",
        "m4a" | "mp4" => "audio/mp4",
        "flac" => "audio/flac",
        "webm" => "audio/webm",
        _ => return ("application/octet-stream", false),
    };
    (known, true)
}

/// Reads the header `Range`. One that cannot be read, or asks for several ranges, is answered with everything, as RFC 9110
/// allows.
fn wanted(header: Option<&str>) -> Wanted {
    let Some((first, last)) = header.and_then(|range| range.trim().strip_prefix("bytes=")?.split_once('-')) else {
        return Wanted::All;
    };
    match (first.trim().parse::<u64>(), last.trim().parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => Wanted::Through(first, last),
        (Ok(first), Err(_)) if last.trim().is_empty() => Wanted::From(first),
        (Err(_), Ok(last)) if first.trim().is_empty() => Wanted::Last(last),
        _ => Wanted::All,
    }
}

#[cfg(test)]
mod tests;
