//! The event contract: what an event is, how one is read from JSON or from a foreign record, and its columns.
//!
//! It knows of no source and of no store, so that what reads bytes of strangers can be tried by itself, millions of times:
//! `fuzz/` does so.
//!
//! - [`Blocks`] cuts a stream into blocks of whole lines.
//! - A [`Decoder`] takes each record into the columns of a [`Buffer`], or among its dead letters with a sentence.
//! - [`Columns`] are sealed, and cut into sorted batches of one day in the one [`schema()`] that events rest in.
//!
//! **Every record is events, a dead letter, or counted as neither; none vanishes, and none stops the others.**

mod asterisk;
mod blocks;
mod columns;
mod decode;
mod event;
mod schema;

pub use blocks::{BLOCK_BYTES, Block, Blocks, MAX_LINE_BYTES};
pub use columns::{Columns, DayRows, DeadLetter, DeadLetters, Fingerprint, Sealed};
pub use decode::{Buffer, Decoder, Format, KEPT_BYTES, Unfinished, again};
pub use event::Customer;
pub use schema::{PRICE, instant, schema};
