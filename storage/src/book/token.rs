//! The secrets that a session, or a program, is known by.

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

    /// What a form of a page bears to be known as one that this session was shown. It tells nothing of the token.
    pub fn form_mark(&self) -> String {
        hexadecimal(&Sha256::digest(format!("form of {}", self.0)))
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

/// What every token of a program begins with, so that one that lies where it should not is found.
const PREFIX: &str = "opk_";
/// Bytes at its end that tell whether it came whole.
const CHECK_BYTES: usize = 4;

/// A program's secret, of which the book keeps only the hash. Shown to nobody by accident: `Debug` does not bear it.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiToken(String);

impl ApiToken {
    /// A new token.
    pub(super) fn generate() -> Self {
        let mut bytes = [0_u8; BYTES];
        rand::rng().fill_bytes(&mut bytes);
        let body = hexadecimal(&bytes);
        let check = Self::check(&body);
        Self(format!("{PREFIX}{body}{check}"))
    }

    /// Takes a token as a program sends it, if it has the form of one and came whole.
    pub fn parse(text: &str) -> Option<Self> {
        let is_hexadecimal = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let rest = text.strip_prefix(PREFIX).filter(|rest| rest.bytes().all(is_hexadecimal))?;
        let (body, check) = rest.split_at_checked(2 * BYTES)?;
        (check == Self::check(body)).then(|| Self(text.to_owned()))
    }

    fn check(body: &str) -> String {
        hexadecimal(&Sha256::digest(body.as_bytes())[..CHECK_BYTES])
    }

    /// The secret itself, to be shown once.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What the book keeps.
    pub(super) fn hash(&self) -> String {
        hexadecimal(&Sha256::digest(self.0.as_bytes()))
    }
}

impl fmt::Debug for ApiToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiToken")
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
