//! What a file tells of things that the book may know already.
//!
//! **What it does not tell stays as it is**: only of what is new is the rest what it usually is.

use chrono_tz::Tz;

use crate::CustomerNumber;
use crate::book::{Customer, DEFAULT_ZONE, Employee, Language, Line, LineKind, Mobile, Queue, Sim, SimState};
use crate::money::{Currency, Times, VatRate};

/// Something that a file tells of.
pub(in crate::book) trait Told {
    /// What the book holds of it.
    type Whole;

    /// All of it, once the file is loaded.
    fn over(&self, known: Option<Self::Whole>) -> Self::Whole;
}

/// A customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldCustomer {
    /// The customer number.
    pub number: CustomerNumber,
    /// What people call it.
    pub name: String,
    /// The zone of its clock.
    pub zone: Option<Tz>,
    /// The language of its portal.
    pub language: Option<Language>,
    /// What it pays in.
    pub currency: Option<Currency>,
    /// The VAT on what it pays.
    pub vat: Option<VatRate>,
}

/// An employee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldEmployee {
    /// For whom.
    pub customer: CustomerNumber,
    /// The id within the customer.
    pub id: String,
    /// The name.
    pub name: String,
    /// What the employee does.
    pub title: Option<String>,
    /// The address for mail.
    pub email: Option<String>,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldLine {
    /// Whose it is.
    pub customer: CustomerNumber,
    /// The number.
    pub number: String,
    /// What it is.
    pub kind: LineKind,
    /// What people call it.
    pub name: Option<String>,
}

/// A mobile. An empty text takes away what it had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldMobile {
    /// Whose it is.
    pub customer: CustomerNumber,
    /// The number.
    pub number: String,
    /// Who has it.
    pub employee: Option<String>,
    /// The name of its user.
    pub user_name: Option<String>,
    /// Where the user lives or works.
    pub address: Option<String>,
    /// The user's address for mail.
    pub user_email: Option<String>,
    /// The address of whoever looks after it.
    pub administrator_email: Option<String>,
    /// What stands beside its number.
    pub invoice_text: Option<String>,
    /// The number that is shown to whom it calls.
    pub caller_id: Option<String>,
}

/// A SIM card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldSim {
    /// Whose it is.
    pub customer: CustomerNumber,
    /// The mobile's number.
    pub number: String,
    /// The number that is printed on it.
    pub icc: String,
    /// What has become of it.
    pub state: Option<SimState>,
}

/// A queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldQueue {
    /// Whose it is.
    pub customer: CustomerNumber,
    /// Its id.
    pub id: String,
    /// What people call it.
    pub name: Option<String>,
    /// A visit answered within this is in time.
    pub service_level_seconds: Option<u32>,
    /// A visit abandoned sooner than this is short.
    pub short_abandon_seconds: Option<u32>,
    /// When it is open.
    pub opening_hours: Option<Vec<Times>>,
}

impl Told for ToldCustomer {
    type Whole = Customer;

    fn over(&self, known: Option<Customer>) -> Customer {
        // When a customer came into the book is not the file's to say.
        let known = known.unwrap_or_else(|| Customer::new(self.number.clone(), DEFAULT_ZONE));
        Customer {
            name: self.name.clone(),
            zone: self.zone.unwrap_or(known.zone),
            language: self.language.unwrap_or(known.language),
            currency: self.currency.unwrap_or(known.currency),
            vat: self.vat.unwrap_or(known.vat),
            ..known
        }
    }
}

impl Told for ToldEmployee {
    type Whole = Employee;

    fn over(&self, known: Option<Employee>) -> Employee {
        let known = known.as_ref();
        Employee {
            customer: self.customer.clone(),
            id: self.id.clone(),
            name: self.name.clone(),
            title: text(&self.title, known.map(|known| &known.title)),
            email: text(&self.email, known.map(|known| &known.email)),
        }
    }
}

impl Told for ToldLine {
    type Whole = Line;

    fn over(&self, known: Option<Line>) -> Line {
        let name = self.name.clone().or_else(|| known.map(|known| known.name));
        Line {
            customer: self.customer.clone(),
            number: self.number.clone(),
            kind: self.kind,
            name: name.unwrap_or_else(|| self.number.clone()),
        }
    }
}

impl Told for ToldMobile {
    type Whole = Mobile;

    fn over(&self, known: Option<Mobile>) -> Mobile {
        let known = known.as_ref();
        let kept = |told: &Option<String>, of: fn(&Mobile) -> &String| text(told, known.map(of));
        let some = |told: &Option<String>, of: fn(&Mobile) -> &Option<String>| {
            let text = told.clone().or_else(|| known.and_then(|known| of(known).clone()));
            text.filter(|text| !text.is_empty())
        };
        Mobile {
            customer: self.customer.clone(),
            number: self.number.clone(),
            employee: some(&self.employee, |known| &known.employee),
            user_name: kept(&self.user_name, |known| &known.user_name),
            address: kept(&self.address, |known| &known.address),
            user_email: kept(&self.user_email, |known| &known.user_email),
            administrator_email: kept(&self.administrator_email, |known| &known.administrator_email),
            invoice_text: kept(&self.invoice_text, |known| &known.invoice_text),
            caller_id: some(&self.caller_id, |known| &known.caller_id),
        }
    }
}

impl Told for ToldSim {
    type Whole = Sim;

    fn over(&self, known: Option<Sim>) -> Sim {
        let state = self.state.or_else(|| known.map(|known| known.state));
        Sim {
            customer: self.customer.clone(),
            number: self.number.clone(),
            icc: self.icc.clone(),
            state: state.unwrap_or(SimState::Active),
        }
    }
}

impl Told for ToldQueue {
    type Whole = Queue;

    fn over(&self, known: Option<Queue>) -> Queue {
        let known = known.unwrap_or_else(|| Queue::new(self.customer.clone(), self.id.clone()));
        Queue {
            name: self.name.clone().unwrap_or(known.name),
            service_level_seconds: self.service_level_seconds.unwrap_or(known.service_level_seconds),
            short_abandon_seconds: self.short_abandon_seconds.unwrap_or(known.short_abandon_seconds),
            opening_hours: self.opening_hours.clone().unwrap_or(known.opening_hours),
            customer: known.customer,
            id: known.id,
        }
    }
}

/// What is told, or what was known; empty where it is neither.
fn text(told: &Option<String>, known: Option<&String>) -> String {
    told.as_ref().or(known).cloned().unwrap_or_default()
}
