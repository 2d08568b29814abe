//! The lake of Delta tables and the account book.

pub mod book;
mod customer;
mod error;
pub mod events;
pub mod lake;
pub mod money;
pub mod recordings;
pub mod zone;

pub use customer::{CustomerNumber, InvalidCustomerNumber};
pub use error::{Error, Result};
