//! Account files: customers and tariffs as a person writes them, in TOML.
//!
//! **A file is good as a whole or refused as a whole, with all its faults at once**, each by its line, its key, and what to do
//! about it.

mod customers;
mod faults;
mod section;
mod tariffs;
mod told;

use toml::de::DeTable;

use super::{CustomerTariff, Subscription};
use crate::money::tariff::Tariff;

use faults::Faults;
pub use faults::FileFault;
use section::Section;
pub(super) use told::Told;
use told::{ToldCustomer, ToldEmployee, ToldLine, ToldMobile, ToldQueue, ToldSim};

/// What an account file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountFile {
    /// Versions of tariffs.
    pub tariffs: Vec<At<Tariff>>,
    /// Customers, with what belongs to them.
    pub customers: Vec<CustomerPart>,
}

/// Something that a file says, and in which line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct At<T> {
    /// The line, counted from 1.
    pub line: usize,
    /// What it says.
    pub what: T,
}

/// A customer as a file tells of it. What it says of a line's plans and add-ons is all that the line has; of the rest, what
/// it does not say stays as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerPart {
    /// The customer.
    pub customer: At<ToldCustomer>,
    /// Its tariffs.
    pub tariffs: Vec<At<CustomerTariff>>,
    /// Who works for it.
    pub employees: Vec<At<ToldEmployee>>,
    /// Its numbers, the mobiles' among them.
    pub lines: Vec<At<ToldLine>>,
    /// Its mobiles.
    pub mobiles: Vec<At<ToldMobile>>,
    /// Its SIM cards.
    pub sims: Vec<At<ToldSim>>,
    /// What its lines have.
    pub subscriptions: Vec<At<Subscription>>,
    /// Its queues.
    pub queues: Vec<At<ToldQueue>>,
}

/// A file as far as it could be read.
#[derive(Debug)]
pub(super) struct Reading {
    /// What could be read of it.
    pub(super) file: AccountFile,
    /// What that lacks.
    pub(super) lacks: Lacks,
    /// Everything that is wrong with it, by line.
    pub(super) faults: Vec<FileFault>,
}

/// What a file tells of and could not be read. What rests on it cannot be told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Lacks {
    /// A tariff that customers may have.
    pub(super) tariffs: bool,
    /// A customer, or its number.
    pub(super) customers: bool,
}

impl AccountFile {
    /// Reads a file.
    ///
    /// # Errors
    /// Everything that is wrong with it, by line.
    pub fn read(text: &str) -> Result<Self, Vec<FileFault>> {
        let Reading { file, faults, .. } = Self::read_what_can_be(text);
        if faults.is_empty() { Ok(file) } else { Err(faults) }
    }

    /// Reads what can be read of a file.
    pub(super) fn read_what_can_be(text: &str) -> Reading {
        let faults = Faults::new(text);
        let (document, errors) = DeTable::parse_recoverable(text);
        for error in &errors {
            let at = error.span().map_or(0, |span| span.start);
            faults.at(faults.line_of(at), "", format!("this is no TOML: {}", error.message()));
        }
        // What could not be read would be missed a second time.
        if !errors.is_empty() {
            let lacks = Lacks { tariffs: true, customers: true };
            return Reading { file: Self::default(), lacks, faults: faults.all() };
        }
        let root = Section::root(&faults, document.get_ref());
        let (tariffs, lacks_tariffs) = all(&root, "tariff", tariffs::read);
        let (customers, lacks_customers) = all(&root, "customer", |section| {
            let before = section.faults();
            customers::read(section).filter(|_| faults.grave() == before)
        });
        root.end();
        let lacks = Lacks { tariffs: lacks_tariffs, customers: lacks_customers };
        Reading { file: Self { tariffs, customers }, lacks, faults: faults.all() }
    }
}

/// What can be read under a key, and whether something there could not.
fn all<'a, T>(root: &Section<'a>, key: &str, read: impl Fn(Section<'a>) -> Option<T>) -> (Vec<T>, bool) {
    let before = root.faults();
    let sections = root.sections(key);
    let (count, is_whole) = (sections.len(), root.faults() == before);
    let all: Vec<T> = sections.into_iter().filter_map(read).collect();
    let lacks = all.len() < count || !is_whole;
    (all, lacks)
}

#[cfg(test)]
mod tests;
