//! Records of Asterisk.

mod line;
pub(crate) mod queue_log;
mod verbs;

#[cfg(test)]
mod tests;
