use super::*;

#[test]
fn few_refusals_are_never_too_many_and_many_are_by_their_share() {
    let exceeds = |refused, read, percent| Share { read, refused }.exceeds(percent);
    assert!(!exceeds(999, 999, 50));
    assert!(exceeds(1_000, 1_000, 50));
    assert!(!exceeds(1_000, 2_000, 50));
    assert!(exceeds(1_001, 2_000, 50));
    assert!(exceeds(1_000, 1_000_000, 0));
    assert!(!exceeds(1_000_000, 1_000_000, 100));
}

#[test]
fn what_was_judged_is_forgotten_only_once_it_is_enough() {
    let mut share = Share { read: 1_999, refused: 900 };
    share.begin_anew();
    assert_eq!(share.refused, 900);
    share.add(Share { read: 1, refused: 0 });
    share.begin_anew();
    assert_eq!(share, Share::default());
}
