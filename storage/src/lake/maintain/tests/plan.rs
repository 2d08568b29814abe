//! Which files are laid anew together.

use super::super::super::FileEntry;
use super::super::plan::{held_bytes, plan};
use super::day;

const MEMORY: usize = 192 << 20;

fn file(number: u32, bytes: u64, name: &str, customers: (&str, &str)) -> FileEntry {
    FileEntry {
        path: format!("day={}/{name}{number:04}.parquet", day()),
        size: bytes,
        rows: bytes / 80,
        day: Some(day()),
        customers: Some((customers.0.to_owned(), customers.1.to_owned())),
        instants: Some((0, 1)),
    }
}

fn files(count: u32, bytes: u64) -> Vec<FileEntry> {
    (0..count).map(|number| file(number, bytes, "", ("1", "9"))).collect()
}

#[test]
fn an_open_day_merges_eight_of_a_size_and_leaves_large_ones() {
    assert_eq!(plan(&files(7, 1000), false, MEMORY), None);
    let merged = plan(&files(8, 1000), false, MEMORY).unwrap();
    assert_eq!((merged.runs.len(), merged.closes), (8, false));
    assert_eq!(plan(&files(20, 64 << 20), false, MEMORY), None);
    // Seven of one size beside seven of another are fourteen files, and no reason to write the larger ones again.
    assert_eq!(plan(&[files(7, 1000), files(7, 10 << 20)].concat(), false, MEMORY), None);
}

#[test]
fn a_day_that_is_over_is_laid_down_once_and_late_rows_wait_for_an_eighth() {
    assert_eq!(plan(&files(1, 1000), true, MEMORY), None);
    let whole = plan(&files(3, 1000), true, MEMORY).unwrap();
    assert_eq!((whole.runs.len(), whole.closes), (3, true));
    let closed = vec![file(0, 256 << 20, "closed-", ("1", "4")), file(1, 256 << 20, "closed-", ("5", "9"))];
    assert_eq!(plan(&closed, true, MEMORY), None);
    assert_eq!(plan(&[closed.clone(), files(7, 1000)].concat(), true, MEMORY), None);
    // Late files are merged among themselves.
    let late = plan(&[closed.clone(), files(8, 1000)].concat(), true, MEMORY).unwrap();
    assert_eq!((late.runs.len(), late.closes), (8, false));
    // Both files of the closed day are one run.
    let again = plan(&[closed, files(1, 64 << 20)].concat(), true, MEMORY).unwrap();
    assert_eq!((again.runs.len(), again.runs.concat().len(), again.closes), (2, 3, true));
}

#[test]
fn what_does_not_fit_into_memory_is_merged_in_several_goes() {
    let large = files(20, 300 << 20);
    let first = plan(&large, true, MEMORY).unwrap();
    let held: u64 = first.runs.concat().iter().map(held_bytes).sum();
    assert!(first.runs.len() > 2 && first.runs.len() < 20 && !first.closes, "{}", first.runs.len());
    assert!(held <= MEMORY as u64, "{held}");
    assert_eq!(plan(&large, true, 0).unwrap().runs.len(), 2);
    assert_eq!(plan(&files(1000, 1000), true, MEMORY).unwrap().runs.len(), 128);
}
