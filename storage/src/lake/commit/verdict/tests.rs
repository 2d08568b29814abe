//! Every pair of answers.

use super::*;

#[test]
fn only_what_is_seen_is_believed() {
    use {There::*, Verdict::*};
    for put in [Put::Refused, Put::Failed] {
        let verdicts = [Ours, Theirs, Nothing, Unreadable].map(|there| verdict(put, Some(there)));
        assert_eq!(verdicts, [Landed, LostRace, Unknown, Unknown], "{put:?}");
        assert_eq!(verdict(put, None), Unknown);
    }
    assert_eq!(verdict(Put::Confirmed, None), Landed);
}
