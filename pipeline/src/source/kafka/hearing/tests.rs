use super::*;

#[test]
fn a_silence_is_told_once_and_so_is_its_end() {
    let begin = Instant::now();
    let at = |seconds| begin + Duration::from_secs(seconds);
    let mut hearing = Hearing::new(begin);
    assert!(!hearing.asked_in_vain(at(2)));
    assert!(!hearing.asked_in_vain(at(61)));
    // A quiet topic whose brokers answer is no silence.
    assert!(!hearing.hears(at(62)));
    // For as long as nobody asks, neither.
    assert!(!hearing.asked_in_vain(at(200)));
    assert!(!hearing.asked_in_vain(at(259)));
    assert!(hearing.asked_in_vain(at(260)));
    assert!(!hearing.asked_in_vain(at(500)));
    assert_eq!(hearing.silence(at(500)), Duration::from_secs(438));
    assert!(hearing.hears(at(501)));
    assert!(!hearing.hears(at(502)));
    assert!(!hearing.asked_in_vain(at(600)));
    assert!(hearing.asked_in_vain(at(660)));
}
