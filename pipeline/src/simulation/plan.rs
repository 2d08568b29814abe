//! What to simulate, and the ways to have it.

use std::io::{self, Write};
use std::path::Path;

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::cast::Customer;
use super::clock::{Micros, date_of, earlier_date};
use super::day::Fate;
use super::disorder::Disorder;
use super::stream::{self, Counts};
use super::truth::{self, Truth};

/// A world: everything about it follows from these fields.
#[derive(Debug, Clone)]
pub struct Plan {
    /// How many customers.
    pub customers: usize,
    /// How many local days, the day of `until` included.
    pub days: u32,
    /// Equal seeds are equal worlds.
    pub seed: u64,
    /// Nothing after this instant is told; calls and sessions may be open then.
    pub until: Micros,
    /// Mean events of a customer on a day, over the week and the year, copies not counted.
    pub events_per_customer_day: f64,
    /// What happens to events on their way.
    pub disorder: Disorder,
    /// The clock of all customers.
    pub zone: Tz,
    /// How many times more frequent rare things are than in life: 1 for a believable world, more for a small one that should have them all.
    pub oddity: f64,
    /// Whether some conversations are recorded; there is no sound to it.
    pub recordings: bool,
}

impl Plan {
    /// Mean events of a customer on a day, such that three customers over 395 days have somewhat more than a million.
    pub const DEFAULT_EVENTS_PER_CUSTOMER_DAY: f64 = 900.0;

    /// A believable world in Denmark up to an instant.
    #[must_use]
    pub fn new(customers: usize, days: u32, seed: u64, until: Micros) -> Self {
        Self {
            customers,
            days,
            seed,
            until,
            events_per_customer_day: Self::DEFAULT_EVENTS_PER_CUSTOMER_DAY,
            disorder: Disorder::ordinary(),
            zone: chrono_tz::Europe::Copenhagen,
            oddity: 1.0,
            recordings: true,
        }
    }

    /// A small world in which rare things are common, for property tests: two customers, a few hundred events a day.
    #[must_use]
    pub fn small(seed: u64, days: u32, until: Micros) -> Self {
        Self { events_per_customer_day: 120.0, oddity: 12.0, ..Self::new(2, days, seed, until) }
    }

    /// The customers, for an account book.
    #[must_use]
    pub fn sample_customers(&self) -> Vec<Customer> {
        (0..self.customers)
            .map(|index| Customer::new(self.seed, index, self.events_per_customer_day, self.zone))
            .collect()
    }

    /// The first local day.
    #[must_use]
    pub fn first_date(&self) -> NaiveDate {
        earlier_date(date_of(self.zone, self.until), u64::from(self.days.saturating_sub(1)))
    }

    /// Writes the events as NDJSON, roughly by time.
    ///
    /// # Errors
    /// What the writer answers.
    pub fn write_events(&self, out: &mut impl Write) -> io::Result<Counts> {
        stream::write_events(self, out)
    }

    /// The events as lines, for a world small enough to hold.
    ///
    /// # Errors
    /// None in practice: memory does not refuse.
    pub fn events(&self) -> io::Result<Vec<String>> {
        let mut bytes = Vec::new();
        self.write_events(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).lines().map(str::to_owned).collect())
    }

    /// Writes the right answers into a folder, one NDJSON file a view.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn truth(&self, folder: &Path) -> io::Result<()> {
        truth::write(self, folder)
    }

    /// The right answers as structs, for a world small enough to hold.
    #[must_use]
    pub fn truth_in_memory(&self) -> Truth {
        truth::compute(self)
    }

    pub(crate) fn fate(&self) -> Fate {
        Fate { seed: self.seed, odd: self.oddity, recordings: self.recordings }
    }
}
