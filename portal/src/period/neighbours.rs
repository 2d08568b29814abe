//! The periods on both sides of one.

use chrono::{Datelike, Days, Months, NaiveDate, TimeDelta};
use opkald_storage::zone::first_instant;

use super::{Period, Window};
use crate::error::PortalError;

impl Period {
    /// The first and the last date, which is not in, of the period before this one and of the one after, of the same length:
    /// of whole months where it is made of them.
    pub(crate) fn neighbours(&self) -> ((NaiveDate, NaiveDate), (NaiveDate, NaiveDate)) {
        let first = self.first_date();
        let end = self.last_date().checked_add_days(Days::new(1)).unwrap_or(self.last_date());
        if first.day() == 1 && end.day() == 1 {
            let months = (end.year() - first.year()) * 12 + i32::try_from(end.month()).unwrap_or(0)
                - i32::try_from(first.month()).unwrap_or(0);
            let step = Months::new(months.unsigned_abs());
            let before = first.checked_sub_months(step).unwrap_or(first);
            let after = end.checked_add_months(step).unwrap_or(end);
            return ((before, first), (end, after));
        }
        let length: TimeDelta = end - first;
        ((first - length, first), (end, end + length))
    }

    /// The period before this one.
    pub(crate) fn before(&self) -> Result<Self, PortalError> {
        let ((from, to), _) = self.neighbours();
        let window = Window { from: first_instant(self.zone, from), to: first_instant(self.zone, to) };
        Ok(Self::cut(self.interval, window, self.zone)?.within(self.week.clone()))
    }
}
