#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use proptest::prelude::*;

use super::Trie;

#[test]
fn the_longest_prefix_wins() {
    let mut trie = Trie::new();
    for (prefix, group) in [("45", 0), ("4590", 1), ("459", 2), ("4590123456", 3)] {
        trie.add(prefix, group);
    }
    for (number, group) in [
        ("4588303080", Some(0)),
        ("4590000000", Some(1)),
        ("4591000000", Some(2)),
        ("4590123456", Some(3)),
        ("45", Some(0)),
        ("4", None),
        ("", None),
        ("46", None),
    ] {
        assert_eq!(trie.longest(number), group, "{number}");
    }
}

proptest! {
    /// Beside it: look at each prefix.
    #[test]
    fn properties_a_look_up_is_what_comparing_with_each_prefix_tells(
        prefixes in prop::collection::hash_set("[0-3]{1,6}", 0..40),
        numbers in prop::collection::vec("[0-3]{0,8}", 1..20),
    ) {
        let prefixes: Vec<String> = prefixes.into_iter().collect();
        let mut trie = Trie::new();
        for (group, prefix) in prefixes.iter().enumerate() {
            trie.add(prefix, group as u32);
        }
        for number in numbers {
            let begins = prefixes.iter().enumerate().filter(|(_, prefix)| number.starts_with(prefix.as_str()));
            let longest = begins.max_by_key(|(_, prefix)| prefix.len()).map(|(group, _)| group as u32);
            prop_assert_eq!(trie.longest(&number), longest);
        }
    }
}
