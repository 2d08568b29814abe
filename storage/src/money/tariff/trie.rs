//! The longest prefix of a number, among tens of thousands.

/// A group's place among the groups of its tariff.
pub(super) type GroupAt = u32;

/// Stands for no group and for no node: no tariff has as many.
const NONE: u32 = u32::MAX;

/// A node: which node each further digit leads to, and whose prefix ends here.
#[derive(Debug, Clone)]
struct Node {
    next: [u32; 10],
    group: GroupAt,
}

/// Prefixes by their digits. A look-up takes a step for each digit, however many prefixes there are.
#[derive(Debug, Clone)]
pub(super) struct Trie {
    nodes: Vec<Node>,
}

impl Node {
    const EMPTY: Self = Self { next: [NONE; 10], group: NONE };
}

impl Trie {
    pub(super) fn new() -> Self {
        Self { nodes: vec![Node::EMPTY] }
    }

    /// Adds a prefix, which is made of digits.
    pub(super) fn add(&mut self, prefix: &str, group: GroupAt) {
        let mut at = 0;
        for digit in digits(prefix) {
            let next = self.nodes[at].next[digit];
            at = if next == NONE {
                let made = self.nodes.len();
                // A hundred thousand prefixes of fifteen digits have fewer nodes than this counts.
                self.nodes[at].next[digit] = u32::try_from(made).unwrap_or(NONE);
                self.nodes.push(Node::EMPTY);
                made
            } else {
                next as usize
            };
        }
        self.nodes[at].group = group;
    }

    /// The group of the longest prefix that a number begins with.
    pub(super) fn longest(&self, number: &str) -> Option<GroupAt> {
        let mut at = 0;
        let mut found = NONE;
        for digit in digits(number) {
            let next = self.nodes[at].next[digit];
            if next == NONE {
                break;
            }
            at = next as usize;
            let group = self.nodes[at].group;
            found = if group == NONE { found } else { group };
        }
        (found != NONE).then_some(found)
    }
}

fn digits(text: &str) -> impl Iterator<Item = usize> {
    text.bytes().map_while(|byte| byte.is_ascii_digit().then(|| usize::from(byte - b'0')))
}

#[cfg(test)]
mod tests;
