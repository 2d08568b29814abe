//! Charging uses in the order of time, from one window of days to the next.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate};
use datafusion::arrow::array::{Array, RecordBatch};
use datafusion::arrow::error::ArrowError;
use opkald_storage::CustomerNumber;
use opkald_storage::money::rating::{Meter, Rater, Receipt, Why};
use opkald_storage::money::{Account, Amount, Currency, Month};

use super::Prices;
use super::columns::{Charged, Code, Columns, TOLD, TOLD_IN_OWN, Told, with_charges};
use crate::compute::Window;
use crate::statistics::Statistic;

/// Charges what came in windows that follow each other.
#[derive(Debug)]
pub(crate) struct Pricing {
    prices: Arc<Prices>,
    /// The customers that are charged, where it is not all of them.
    whose: Option<Vec<CustomerNumber>>,
    /// Those of them whose charges depend on what they used before in the month.
    metered: Vec<CustomerNumber>,
    /// What the lines have used of the month at hand, by table, customer and line. None of those whose charges do not
    /// depend on it.
    meters: HashMap<(Statistic, String, String), Metered>,
    /// Up to when they have.
    at: Option<NaiveDate>,
}

/// A line's counters, and the month that they are of.
#[derive(Debug, Clone, Default)]
struct Metered {
    month: Option<Month>,
    /// Its end, in µs since the epoch.
    ends_us: i64,
    meter: Meter,
}

/// What is told of a call between two of a customer's own places, in a table and to a person.
const INTERNAL: (&str, &str) = ("internal", "calls among the company's own extensions are free");

/// A statistic's rows, charged; none where they were charged so already.
pub(crate) type Priced = Option<RecordBatch>;

impl Pricing {
    pub(crate) fn new(prices: Arc<Prices>) -> Self {
        let metered = prices.metered().to_vec();
        Self { prices, whose: None, metered, meters: HashMap::new(), at: None }
    }

    /// Charges some customers alone.
    pub(crate) fn of(prices: Arc<Prices>, customers: &[CustomerNumber]) -> Self {
        let mut pricing = Self::new(prices);
        pricing.metered.retain(|customer| customers.contains(customer));
        Self { whose: Some(customers.to_vec()), ..pricing }
    }

    /// The customers that are charged, where it is not all of them.
    pub(crate) fn whose(&self) -> Option<&[CustomerNumber]> {
        self.whose.as_deref()
    }

    /// Those of them whose charges depend on what they used before in the month.
    pub(crate) fn metered(&self) -> &[CustomerNumber] {
        &self.metered
    }

    /// The days whose uses have to be gone through before those of a window can be charged; none where they have been.
    pub(crate) fn before(&mut self, window: Window) -> Option<Window> {
        if self.at == Some(window.from) || self.metered.is_empty() {
            return None;
        }
        self.meters.clear();
        // In some zone the day before belongs to the month before, whose first day began a day earlier in another.
        let day = window.from.pred_opt().unwrap_or(window.from);
        let from = Month::of(day).first_day();
        Some(Window { from: from.pred_opt().unwrap_or(from), to: window.from })
    }

    /// Notes that all uses of a window have been gone through.
    pub(crate) fn reached(&mut self, window: Window) {
        self.at = Some(window.to);
    }

    /// Charges the uses of a table in a window.
    pub(crate) fn charge(&mut self, table: Statistic, batch: &RecordBatch) -> Result<Priced, ArrowError> {
        let columns = Columns::of(batch)?;
        let mut told = vec![Told::default(); batch.num_rows()];
        let prices = Arc::clone(&self.prices);
        self.go_through(table, &columns, |row, at| {
            told[row] = match at {
                Some((desk, line, metered)) => desk.charge(&columns, row, line, metered),
                None => as_told(&columns, row, prices.currency(columns.customers.value(row))),
            };
        });
        with_charges(batch, &told)
    }

    /// How the charges of uses came about, row by row: of whole months, since each begins with nothing used. None where
    /// nobody pays, and where the row bears another charge than it would today.
    pub(crate) fn receipts(
        &mut self,
        table: Statistic,
        batch: &RecordBatch,
    ) -> Result<Vec<Option<Receipt>>, ArrowError> {
        let columns = Columns::of(batch)?;
        let mut receipts: Vec<Option<Receipt>> = (0..batch.num_rows()).map(|_| None).collect();
        let prices = Arc::clone(&self.prices);
        self.go_through(table, &columns, |row, at| {
            let receipt = match at {
                Some((desk, line, metered)) => desk.receipt(&columns, row, line, metered),
                None => receipt_as_told(&columns, row, prices.currency(columns.customers.value(row))),
            };
            receipts[row] = receipt.filter(|receipt| Some(&receipt.amount) == columns.stored(row).as_ref());
        });
        Ok(receipts)
    }

    /// Goes through uses by line, each line's in the order of time. A customer without a tariff has no desk.
    fn go_through<'b>(
        &mut self,
        table: Statistic,
        columns: &Columns<'b>,
        mut act: impl FnMut(usize, Option<(&mut Desk<'_>, &'b str, &mut Metered)>),
    ) {
        let mut lines: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
        for row in 0..columns.customers.len() {
            lines.entry((columns.customers.value(row), columns.lines.value(row))).or_default().push(row);
        }
        let prices = Arc::clone(&self.prices);
        let mut at_hand: Option<(&str, Option<Desk<'_>>)> = None;
        for ((customer, line), mut rows) in lines {
            if at_hand.as_ref().is_none_or(|(name, _)| *name != customer) {
                at_hand = Some((customer, Desk::open(&prices, customer)));
            }
            let desk = at_hand.as_mut().and_then(|(_, desk)| desk.as_mut());
            rows.sort_unstable_by_key(|row| columns.order(*row));
            let Some(desk) = desk else {
                rows.into_iter().for_each(|row| act(row, None));
                continue;
            };
            let key = (table, customer.to_owned(), line.to_owned());
            let mut metered = self.meters.remove(&key).unwrap_or_default();
            for row in rows {
                act(row, Some((&mut *desk, line, &mut metered)));
            }
            if desk.account.is_metered() {
                self.meters.insert(key, metered);
            }
        }
    }
}

/// What the network told; what it tells no currency of is in the customer's own.
fn as_told<'a>(columns: &Columns<'a>, row: usize, own: Currency) -> Told<'a> {
    match columns.told(row) {
        Some((price, Some(currency))) => Told { price: Some(price), currency: Some(currency), rated_by: Some(TOLD) },
        Some((price, None)) => {
            Told { price: Some(price), currency: Some(Code::Book(own)), rated_by: Some(TOLD_IN_OWN) }
        }
        None => Told::default(),
    }
}

fn receipt_as_told(columns: &Columns<'_>, row: usize, own: Currency) -> Option<Receipt> {
    let Told { price, currency, .. } = as_told(columns, row, own);
    let amount = Amount::from_ten_thousandths(i64::try_from(price?).ok()?);
    let currency = currency.as_ref().map(Code::as_str).unwrap_or_default().to_owned();
    Some(Receipt::plain(amount, currency, (TOLD, Why::Told.sentence())))
}

/// Where one customer's uses are charged.
struct Desk<'a> {
    account: &'a Account,
    rater: Rater<'a>,
}

impl<'a> Desk<'a> {
    fn open(prices: &'a Prices, customer: &str) -> Option<Self> {
        let account = prices.account(customer)?;
        let home = account.timeline().versions().next()?.tariff().terms.country;
        let rater = Rater::new(account.timeline(), prices.rules(home)?, account.currency());
        Some(Self { account, rater })
    }

    fn charge<'b>(&mut self, columns: &Columns<'b>, row: usize, line: &str, metered: &mut Metered) -> Told<'b> {
        let own = self.account.currency();
        let charged = |ten_thousandths: i64, currency, why| Told {
            price: Some(ten_thousandths.into()),
            currency: Some(Code::Book(currency)),
            rated_by: Some(why),
        };
        if columns.told(row).is_some() {
            return as_told(columns, row, own);
        }
        match columns.charged(row, self.account) {
            Charged::Not => Told::default(),
            Charged::Internal => charged(0, own, INTERNAL.0),
            Charged::By(what) => {
                metered.turn_to(self.account, line, columns.order(row).0);
                let charge = self.rater.charge(&what, &mut metered.meter);
                charged(charge.amount.ten_thousandths(), charge.currency, charge.why.word())
            }
        }
    }

    /// How a charge came about; none where there is none.
    fn receipt(&mut self, columns: &Columns<'_>, row: usize, line: &str, metered: &mut Metered) -> Option<Receipt> {
        let own = self.account.currency();
        if columns.told(row).is_some() {
            return receipt_as_told(columns, row, own);
        }
        match columns.charged(row, self.account) {
            Charged::Not => None,
            Charged::Internal => Some(Receipt::plain(Amount::ZERO, own.to_string(), INTERNAL)),
            Charged::By(what) => {
                metered.turn_to(self.account, line, columns.order(row).0);
                Some(self.rater.receipt(&what, &mut metered.meter))
            }
        }
    }
}

impl Metered {
    /// Sees that the counters are those of the month of an instant.
    fn turn_to(&mut self, account: &Account, line: &str, at_us: i64) {
        if self.month.is_some() && at_us < self.ends_us {
            return;
        }
        let at = DateTime::from_timestamp_micros(at_us).unwrap_or_default();
        let month = Month::at(account.zone(), at);
        if self.month != Some(month) {
            self.meter = account.meter(line, month);
        }
        self.month = Some(month);
        self.ends_us = month.next().start(account.zone()).timestamp_micros();
    }
}
