#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod access;
mod api;
mod callbacks;
mod calls_again;
mod compared;
mod exports;
mod faults;
mod filters;
mod given;
mod isolation;
mod live;
mod login;
mod mobiles;
mod opens;
mod pages;
mod recordings;
mod service_levels;
mod tags;
mod told;
mod usage;
mod wall;
mod week;
