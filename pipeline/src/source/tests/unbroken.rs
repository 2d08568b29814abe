//! A file that grows is read on; one that is written over is not.

use std::fs::OpenOptions;
use std::io::{self, Read, Write};

use crate::source::unbroken::{Unbroken, WITNESS_BYTES, is_written_over};

fn rest(file: &mut Unbroken) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map(|_| bytes)
}

#[test]
fn what_is_appended_is_read_and_what_is_written_over_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    // Shorter than what is compared, as long, and longer.
    for length in [1, WITNESS_BYTES - 1, WITNESS_BYTES, 3 * WITNESS_BYTES + 7] {
        let first: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
        std::fs::write(&path, &first).unwrap();
        let mut file = Unbroken::new(std::fs::File::open(&path).unwrap());
        assert_eq!(rest(&mut file).unwrap(), first);
        for _ in 0..3 {
            OpenOptions::new().append(true).open(&path).unwrap().write_all(&first).unwrap();
            assert_eq!(rest(&mut file).unwrap(), first);
        }
        std::fs::write(&path, vec![255; 5 * length]).unwrap();
        assert!(is_written_over(&rest(&mut file).unwrap_err()), "{length}");
    }
}

#[test]
fn a_file_that_is_cut_has_only_ended() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    std::fs::write(&path, b"one\ntwo\n").unwrap();
    let mut file = Unbroken::new(std::fs::File::open(&path).unwrap());
    assert_eq!(rest(&mut file).unwrap(), b"one\ntwo\n");
    std::fs::write(&path, b"on").unwrap();
    assert_eq!(rest(&mut file).unwrap(), b"");
}
