//! What became of an entry that was put, judged from the two answers that there are.

/// What the store answered to the put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Put {
    /// It is there.
    Confirmed,
    /// Something is there already. This may be our own entry: the store's client puts again by itself when the answer to
    /// the first put was an error of the server. And some stores say so when two puts were under way at once and
    /// neither landed.
    Refused,
    /// Any error. The entry may be there, may come to be there later, or may not.
    Failed,
}

/// What stands under the entry's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum There {
    /// The entry that bears our mark.
    Ours,
    /// An entry without it.
    Theirs,
    /// Nothing, as yet.
    Nothing,
    /// It could not be read.
    Unreadable,
}

/// What became of the entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is in the log.
    Landed,
    /// It is not, and can never be: the version is somebody else's, and an entry is never replaced.
    LostRace,
    /// Neither is known. It has to be put again, under the same version and with the same mark: if the first put comes to
    /// land after all, the mark tells so.
    Unknown,
}

/// Judges. Only a put that is not confirmed needs a second look.
pub(super) fn verdict(put: Put, there: Option<There>) -> Verdict {
    match (put, there) {
        (Put::Confirmed, _) | (_, Some(There::Ours)) => Verdict::Landed,
        (_, Some(There::Theirs)) => Verdict::LostRace,
        (_, Some(There::Nothing | There::Unreadable) | None) => Verdict::Unknown,
    }
}

#[cfg(test)]
mod tests;
