//! The portal: pages and JSON over what the queries answer.
//!
//! **A handler knows one customer, the one of the session**: `signed::Signed` is the only way to the data.

mod api;
mod asked;
mod assets;
mod data;
mod error;
mod exports;
mod format;
mod guard;
mod health;
mod language;
mod metrics;
mod pages;
mod period;
mod queue_counts;
mod router;
mod rows;
mod serve;
mod service_level;
mod signed;
mod state;
mod text;
mod week;
mod wrong;

pub use router::router;
pub use serve::{ServeError, ServeOptions, serve, serve_metrics};
pub use state::{AppState, PortalOptions};

#[cfg(test)]
mod tests;
