#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;

#[test]
fn the_parts_add_up_to_at_most_400_mib() {
    let kafka: Source = "kafka://one:9092/calls?group=g".parse().unwrap();
    let zstd = Source::File("a.zst".into());
    for (sources, once) in [
        (vec![], true),
        (vec![Source::Stdin], true),
        (vec![zstd.clone(); 300], true),
        (vec![kafka.clone(), zstd.clone(), Source::Stdin], false),
        (vec![kafka.clone(), kafka.clone(), zstd], false),
    ] {
        let mut flush = FlushPolicy::default();
        let budget = Budget::fit(&sources, once, &mut flush);
        assert!(budget.total() <= BOUND_BYTES, "{budget}");
        assert!(flush.bytes >= LEAST_FLUSH_BYTES);
    }
}

#[test]
fn the_bound_is_one_line() {
    let mut flush = FlushPolicy::default();
    let budget = Budget::fit(&[Source::Stdin], true, &mut flush);
    assert_eq!(
        budget.to_string(),
        "310 MiB = program 48 + slack 64 + queue 20 + reading 2 + columns 48 + sorting 24 + encoding 48 + fingerprints 56"
    );
}
