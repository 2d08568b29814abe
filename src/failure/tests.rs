#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::{Error, ErrorKind};

use anyhow::Context;

use super::{reader_went_away, sentence};

#[test]
fn causes_stand_on_one_line_and_once() {
    let cause: anyhow::Result<()> = Err(Error::other("disk\n  full").into());
    let error = cause.context("cannot write x: disk full").context("ingest stopped").unwrap_err();
    assert_eq!(sentence(&error), "ingest stopped: cannot write x: disk full");
}

#[test]
fn a_closed_pipe_is_found_below_other_errors() {
    let pipe: anyhow::Result<()> = Err(Error::from(ErrorKind::BrokenPipe).into());
    assert!(reader_went_away(&pipe.context("cannot write the answer").unwrap_err()));
    assert!(reader_went_away(&anyhow::anyhow!("Csv error: Broken pipe (os error 32)")));
    assert!(!reader_went_away(&anyhow::anyhow!("something else")));
}
