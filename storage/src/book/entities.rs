//! The rows of the account book, one module a table. The derives write `pub` items, which stay inside this module.
#![allow(unreachable_pub)]

pub(super) mod api_token;
pub(super) mod customer;
pub(super) mod customer_tariff;
pub(super) mod employee;
pub(super) mod line;
pub(super) mod listen;
pub(super) mod login;
pub(super) mod login_attempt;
pub(super) mod mobile;
pub(super) mod plan;
pub(super) mod queue;
pub(super) mod session;
pub(super) mod sim;
pub(super) mod subscription;
pub(super) mod tariff;
