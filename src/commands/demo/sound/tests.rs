#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::conversation;

fn number(file: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(file[at..at + 4].try_into().unwrap())
}

#[test]
fn a_recording_is_as_long_as_it_says_and_sounds() {
    let file = conversation(7, 2_500);
    assert_eq!((&file[..4], &file[8..16], &file[36..40]), (&b"RIFF"[..], &b"WAVEfmt "[..], &b"data"[..]));
    assert_eq!(number(&file, 4) as usize, file.len() - 8);
    assert_eq!(number(&file, 40) as usize, file.len() - 44);
    let bytes_per_second = number(&file, 28);
    assert_eq!(number(&file, 40) * 1000 / bytes_per_second, 2_500);
    let loudest = file[44..].chunks_exact(2).map(|two| i16::from_le_bytes([two[0], two[1]]).unsigned_abs()).max();
    assert!(loudest.unwrap() > 4_000, "{loudest:?}");
    assert_eq!(conversation(7, 2_500), file);
    assert_ne!(conversation(8, 2_500), file);
}
