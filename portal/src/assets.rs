//! The files that pages load: compiled in, compressed on the way out, kept by the browser for good.
//!
//! **An asset's address bears the stamp of all assets' contents**, so that a new build is a new address.

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use crate::error::PortalError;

/// A hash of what all assets contain, made by `build.rs`.
pub(crate) const STAMP: &str = env!("OPKALD_ASSET_STAMP");

const FOR_GOOD: &str = "public, max-age=31536000, immutable";
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// The route below which assets lie.
pub(crate) const ROUTE: &str = "/assets/{stamp}/{name}";

/// Answers one asset. A page of an older build asks by an older stamp; it gets what is here, for this once.
pub(crate) async fn asset(Path((stamp, name)): Path<(String, String)>) -> Result<Response, PortalError> {
    let (content_type, content) = find(&name).ok_or(PortalError::NotFound)?;
    let keep = if stamp == STAMP { FOR_GOOD } else { "no-cache" };
    Ok(([(CONTENT_TYPE, content_type), (CACHE_CONTROL, keep)], content).into_response())
}

fn find(name: &str) -> Option<(&'static str, &'static [u8])> {
    Some(match name {
        "portal.css" => ("text/css; charset=utf-8", include_bytes!("../assets/portal.css")),
        "charts.js" => (SCRIPT, include_bytes!("../assets/charts.js")),
        "wallboard.js" => (SCRIPT, include_bytes!("../assets/wallboard.js")),
        "mark.svg" => ("image/svg+xml", include_bytes!("../assets/mark.svg")),
        "htmx.js" => (SCRIPT, include_bytes!(concat!(env!("OUT_DIR"), "/npm/node_modules/htmx.org/dist/htmx.min.js"))),
        "echarts.js" => {
            (SCRIPT, include_bytes!(concat!(env!("OUT_DIR"), "/npm/node_modules/echarts/dist/echarts.common.min.js")))
        }
        _ => return None,
    })
}
