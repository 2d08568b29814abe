//! By what the content before a position is known again.

/// Bits of a mark that the content has; the rest is the position.
const CONTENT_BITS: u32 = 23;

/// The position that a mark is of.
pub(super) fn position_of(mark: i64) -> i64 {
    mark >> CONTENT_BITS
}

/// The mark of a position and of a hash of the content before it.
///
/// A progress may only rise, so the mark is the position, with a part of the hash behind it. None for a position that is
/// too far for that: it is resumed unseen.
pub(super) fn mark(position: i64, hash: u64) -> Option<i64> {
    let content = hash & ((1 << CONTENT_BITS) - 1);
    (0..=i64::MAX >> CONTENT_BITS).contains(&position).then(|| (position << CONTENT_BITS) | content.cast_signed())
}
