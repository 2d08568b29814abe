//! The rows of the account book, one module a table. The derives write `pub` items, which stay inside this module.
#![allow(unreachable_pub)]

pub(super) mod customer;
pub(super) mod line;
pub(super) mod login;
pub(super) mod login_attempt;
pub(super) mod queue;
pub(super) mod session;
