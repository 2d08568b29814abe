use super::*;

#[test]
fn what_takes_long_or_fails_is_slow_until_the_next_lands() {
    let (pace, minute) = (Pace::default(), Duration::from_secs(60));
    assert!(!pace.is_slower_than(Duration::ZERO));
    let lap = pace.lap();
    assert!(pace.is_slower_than(Duration::ZERO) && !pace.was_slower_than(Duration::ZERO));
    assert!(!pace.is_slower_than(minute));
    drop(lap);
    assert!(pace.is_slower_than(minute) && pace.has_failed());
    pace.lap().landed();
    assert!(!pace.is_slower_than(minute) && !pace.has_failed());
}
