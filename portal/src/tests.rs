#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod api;
mod callbacks;
mod calls_again;
mod exports;
mod faults;
mod filters;
mod given;
mod live;
mod login;
mod mobiles;
mod opens;
mod pages;
mod service_levels;
mod told;
mod usage;
