//! Short ids.

const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

/// A number in base 36.
pub(crate) fn base36(number: u64) -> String {
    let mut bytes = Vec::with_capacity(13);
    push_base36(&mut bytes, number);
    bytes.into_iter().map(char::from).collect()
}

/// Writes a number in base 36.
pub(crate) fn push_base36(out: &mut Vec<u8>, mut number: u64) {
    let mut digits = [0_u8; 13];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = DIGITS[(number % 36) as usize];
        number /= 36;
        if number == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}
