//! Hiding what must not end up on a screen or in a bug report.

/// Shown in place of a secret.
const MASK: &str = "***";

/// Hides the password of a URL, and all that its query says: keys to a store are given there.
pub(super) fn secrets(place: &str) -> String {
    let Some((scheme, rest)) = place.split_once("://") else {
        return place.to_owned();
    };
    let (rest, query) = match rest.split_once('?') {
        Some((rest, _)) => (rest, format!("?{MASK}")),
        None => (rest, String::new()),
    };
    let Some((user, host)) = rest.rsplit_once('@') else {
        return format!("{scheme}://{rest}{query}");
    };
    let shown_user = match user.split_once(':') {
        Some((name, _)) => format!("{name}:{MASK}"),
        None => user.to_owned(),
    };
    format!("{scheme}://{shown_user}@{host}{query}")
}
