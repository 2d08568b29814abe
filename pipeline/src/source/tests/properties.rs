//! Whatever a stream gives at once, its blocks are its lines.

use proptest::prelude::*;

use super::*;

proptest! {
    #[test]
    fn blocks_are_whole_lines_in_their_order(lines in prop::collection::vec("[a-z]{0,20}", 0..50), drip in 1_usize..40, end in any::<bool>()) {
        let mut data = lines.join("\n").into_bytes();
        if end { data.push(b'\n'); }
        let all = blocks(&data, drip);
        let mut joined = Vec::new();
        for (at, (block, position)) in all.iter().enumerate() {
            let Block::Lines(bytes) = block else { panic!("too long") };
            joined.extend_from_slice(bytes);
            prop_assert_eq!(joined.len() as i64, *position);
            prop_assert!(bytes.ends_with(b"\n") || at + 1 == all.len());
        }
        prop_assert_eq!(joined, data);
    }

    #[test]
    fn what_was_read_is_known_again(data in prop::collection::vec(any::<u8>(), 0..200), cut in 0_usize..200, drip in 1_usize..50) {
        let cut = cut.min(data.len());
        let mut whole = Blocks::new(Drips(&data, 7));
        prop_assert!(whole.skip(cut as i64).unwrap());
        let mut again = Blocks::new(Drips(&data[..cut], drip));
        prop_assert!(again.skip(cut as i64).unwrap());
        prop_assert_eq!(whole.mark(), again.mark());
        prop_assert!(!again.skip(1).unwrap());
    }
}
