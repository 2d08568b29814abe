//! Putting an entry until it is known what became of it.

use std::time::Duration;

use bytes::Bytes;
use object_store::{PutMode, PutOptions, PutPayload};
use uuid::Uuid;

use super::pauses::Pauses;
use super::verdict::{Put, There, Verdict, verdict};
use crate::lake::Timer;
use crate::lake::entries::Entries;
use crate::lake::log::Look;
use crate::{Error, Result};

/// How long an entry is asked after, from the first answer that does not tell, before it is given up. A store that is
/// restarted or failed over is mostly back by then. The thread that reads Kafka polls on meanwhile, so that it costs no
/// membership of a group.
const PATIENCE: Duration = Duration::from_secs(30);

/// The first pause before it is put again, and the longest.
const PAUSES: [Duration; 2] = [Duration::from_millis(100), Duration::from_secs(5)];

impl Entries<'_> {
    /// Puts an entry under its version, which bears the mark; false when the version is somebody else's, or when the look
    /// at the log that it was made after is old, so that nothing was put.
    ///
    /// No put begins long after that look: whoever stood still meanwhile, be it while an answer was awaited, does not know
    /// any more that the version is the next one and that the files of the entry are there.
    ///
    /// When patience ends, a put of ours may still be on its way, and land when nobody waits for it. That is harmless:
    ///
    /// - It lands under this version or not at all. If another entry comes to be there first, it finds the name taken.
    ///   Entries are deleted only by the clean-up of the log, days later; no request is under way for so long.
    /// - If it lands, it lands whole: the files, and the progress that they stand for. All its files were put before it.
    /// - Whoever called was told of an error, and has acknowledged nothing. To do the work again, by this process or the
    ///   next, the log is followed first. An entry that has landed is seen there, and the progress that the work began at
    ///   is no longer the last: [`super::Outcome::LostRace`]. One that lands after the log was followed takes the very
    ///   version that the new entry is put under: lost again, followed again, and seen.
    pub(super) async fn land(
        &self,
        timer: &dyn Timer,
        looked: Look,
        version: i64,
        entry: Vec<u8>,
        mark: Uuid,
    ) -> Result<bool> {
        if looked.is_old(timer) {
            return Ok(false);
        }
        let bytes = Bytes::from(entry);
        let mut asked = None;
        let mut pauses = Pauses::new(mark, PAUSES[0], PAUSES[1]);
        loop {
            let options = PutOptions::from(PutMode::Create);
            let answer = self.store.put_opts(&Self::path(version), PutPayload::from(bytes.clone()), options).await;
            let put = match &answer {
                Ok(_) => Put::Confirmed,
                Err(object_store::Error::AlreadyExists { .. }) => Put::Refused,
                Err(_) => Put::Failed,
            };
            let there = match put {
                Put::Confirmed => None,
                Put::Refused | Put::Failed => Some(self.there(version, mark).await?),
            };
            match verdict(put, there) {
                Verdict::Landed => return Ok(true),
                Verdict::LostRace => return Ok(false),
                Verdict::Unknown => {}
            }
            // What is confirmed is never unknown.
            let Err(error) = answer else { return Ok(true) };
            // The first answer may have taken as long as the client is ready to wait.
            let began = *asked.get_or_insert_with(|| Look::now(timer));
            let pause = pauses.next();
            let table = self.table;
            let given_up = |source| Error::Store { table: table.to_owned(), source };
            if began.passed(timer).saturating_add(pause) >= PATIENCE {
                return Err(given_up(error));
            }
            tracing::warn!(table, version, %error, "whether a commit landed is not known; the store is asked again");
            timer.sleep(pause).await;
            if began.passed(timer) >= PATIENCE || looked.is_old(timer) {
                return Err(given_up(error));
            }
        }
    }

    /// What stands under the name of a version.
    async fn there(&self, version: i64, mark: Uuid) -> Result<There> {
        match self.get(version).await {
            Ok(Some(entry)) if entry.info.commit_mark.as_deref() == Some(&mark.to_string()) => Ok(There::Ours),
            Ok(Some(_)) => Ok(There::Theirs),
            Ok(None) => Ok(There::Nothing),
            Err(Error::Store { .. }) => Ok(There::Unreadable),
            Err(other) => Err(other),
        }
    }
}
