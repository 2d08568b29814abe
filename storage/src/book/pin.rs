//! Hashing of PINs.
//!
//! **A PIN is never kept, logged or compared as text.** A hash alone does not protect four digits, since all of them
//! can be tried; what does is the lock-out in `login.rs`. The hash makes a stolen book expensive, not harmless.

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use rand::RngCore;
use tokio::sync::Semaphore;

use super::{Error, Result};

/// Memory of one hash: the least that OWASP's password storage sheet allows for two passes.
const MEMORY_KIB: u32 = 19 * 1024;
/// Passes over that memory, from the same line of the same sheet.
const PASSES: u32 = 2;
/// One lane: more would only help a server that logs in one person at a time.
const LANES: u32 = 1;

/// Hashes under way at once. Each takes 19 MiB and a core for some hundredths of a second; a thousand people who log
/// in on Monday at eight wait for one another instead of taking the memory and the cores from everything else.
pub(super) const PARALLEL_HASHES: usize = 2;

/// The shortest PIN that is taken, and the longest: what a telephone's keys give, and an end to what is hashed.
const DIGITS: std::ops::RangeInclusive<usize> = 4..=16;

/// Checks that a new PIN has the form of one.
pub(super) fn check(pin: &str) -> Result<()> {
    let is_pin = DIGITS.contains(&pin.len()) && pin.bytes().all(|byte| byte.is_ascii_digit());
    if is_pin { Ok(()) } else { Err(Error::InvalidPin) }
}

/// Hashes a PIN with a salt of its own.
pub(super) async fn hash(semaphore: &Semaphore, pin: &str) -> Result<String> {
    let pin = pin.to_owned();
    in_turn(semaphore, move || hash_now(&pin)).await?
}

/// Says whether a PIN fits a hash. Without a hash it works as long, and says no.
pub(super) async fn fits(semaphore: &Semaphore, pin: &str, hash: Option<String>) -> Result<bool> {
    // An attempt may be of any length and need not be digits; what could never be a PIN is cut, and fails the same way.
    let pin: String = pin.chars().take(DIGITS.end() + 1).collect();
    in_turn(semaphore, move || match hash {
        Some(hash) => verify_now(&pin, &hash),
        None => hash_now(&pin).map(|_| false),
    })
    .await?
}

async fn in_turn<T: Send + 'static>(semaphore: &Semaphore, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let failed = |why: String| Error::Hash(why);
    let _turn = semaphore.acquire().await.map_err(|e| failed(e.to_string()))?;
    tokio::task::spawn_blocking(work).await.map_err(|e| failed(e.to_string()))
}

fn hash_now(pin: &str) -> Result<String> {
    let mut salt = [0_u8; 16];
    rand::rng().fill_bytes(&mut salt);
    let salt = SaltString::encode_b64(&salt).map_err(|e| Error::Hash(e.to_string()))?;
    let hash = argon2()?.hash_password(pin.as_bytes(), &salt).map_err(|e| Error::Hash(e.to_string()))?;
    Ok(hash.to_string())
}

fn verify_now(pin: &str, hash: &str) -> Result<bool> {
    let hash = PasswordHash::new(hash).map_err(|error| Error::Damaged { what: format!("a PIN's hash: {error}") })?;
    Ok(argon2()?.verify_password(pin.as_bytes(), &hash).is_ok())
}

fn argon2() -> Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None);
    let params = params.map_err(|e| Error::Hash(e.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}
