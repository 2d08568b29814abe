//! The secret that a session is known by.

use std::fmt;

use rand::RngCore;
use sha2::{Digest, Sha256};

/// Bytes of chance in a token: nobody guesses 256 bits, so a plain hash of it is enough in the book.
const BYTES: usize = 32;

/// A session's secret, of which the book keeps only the hash. Shown to nobody by accident: `Debug` does not bear it.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(String);

impl SessionToken {
    /// A new token.
    pub(super) fn generate() -> Self {
        let mut bytes = [0_u8; BYTES];
        rand::rng().fill_bytes(&mut bytes);
        Self(hexadecimal(&bytes))
    }

    /// Takes a token from a cookie, if it has the form of one.
    pub fn parse(text: &str) -> Option<Self> {
        let is_hexadecimal = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let fits = text.len() == 2 * BYTES && text.bytes().all(is_hexadecimal);
        fits.then(|| Self(text.to_owned()))
    }

    /// The secret itself, for the cookie.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What the book keeps.
    pub(super) fn hash(&self) -> String {
        hexadecimal(&Sha256::digest(self.0.as_bytes()))
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken")
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
