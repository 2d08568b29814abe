//! `opkald account …`

mod load;

use std::io::{BufRead, IsTerminal};
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use chrono::{TimeDelta, Utc};
use chrono_tz::Tz;
use clap::{Args, Subcommand};
use opkald_storage::CustomerNumber;
use opkald_storage::book::{Book, Customer, DEFAULT_ZONE, Language, NewToken, TokenScope};
use rand::Rng;

use crate::config::Config;
use crate::{open, output};

/// Digits of a PIN that is made here.
const PIN_DIGITS: usize = 6;

/// What to change in the account book.
#[derive(Debug, Subcommand)]
pub(crate) enum AccountCommand {
    /// Add a customer, or change its name, zone and language
    AddCustomer(AddCustomerArgs),
    /// Give a customer a new PIN for the portal, which ends its sessions
    SetPin(SetPinArgs),
    /// Make a token for a customer's programs, and print it: it is not told again
    Token(TokenArgs),
    /// Load customers and tariffs from a file, whole or not at all; deploy/customer.example.toml shows every key
    Load(LoadArgs),
}

/// A file of customers and tariffs.
#[derive(Debug, Args)]
pub(crate) struct LoadArgs {
    /// The file, in TOML
    file: PathBuf,
}

/// A customer.
#[derive(Debug, Args)]
pub(crate) struct AddCustomerArgs {
    /// The customer number, 1 to 16 digits
    number: CustomerNumber,
    /// What people call the customer
    #[arg(long)]
    name: Option<String>,
    /// Time zone of its hours, days and months, such as Europe/Copenhagen
    #[arg(long)]
    zone: Option<Tz>,
    /// Language of its portal: da or en
    #[arg(long, value_parser = language)]
    language: Option<Language>,
}

/// A customer's PIN.
#[derive(Debug, Args)]
pub(crate) struct SetPinArgs {
    /// The customer number
    number: CustomerNumber,
    /// The PIN, 4 to 16 digits; without it, a line of standard input, so that it stays out of the shell's history
    #[arg(conflicts_with = "random")]
    pin: Option<String>,
    /// Make a PIN and print it
    #[arg(long)]
    random: bool,
}

/// A token of a customer's programs.
#[derive(Debug, Args)]
pub(crate) struct TokenArgs {
    /// The customer number
    number: CustomerNumber,
    /// What people call it
    #[arg(long)]
    name: String,
    /// What it may do: read or sql; several with commas between
    #[arg(long, value_name = "SCOPE", default_value = "read", value_delimiter = ',', value_parser = scope)]
    scope: Vec<TokenScope>,
    /// How many days it is good for, 366 at the most
    #[arg(long, default_value_t = 90)]
    days: u16,
}

/// Changes the account book.
pub(crate) async fn run(config: &Config, command: AccountCommand) -> Result<()> {
    let book = open::book(config).await?;
    match command {
        AccountCommand::AddCustomer(args) => add_customer(&book, args).await,
        AccountCommand::SetPin(args) => set_pin(&book, args).await,
        AccountCommand::Token(args) => token(&book, args).await,
        AccountCommand::Load(args) => load::run(&book, &args.file).await,
    }
}

async fn add_customer(book: &Book, args: AddCustomerArgs) -> Result<()> {
    let known = book.customer(&args.number).await?;
    let before = known.unwrap_or_else(|| Customer::new(args.number, DEFAULT_ZONE));
    let customer = Customer {
        name: args.name.unwrap_or(before.name),
        zone: args.zone.unwrap_or(before.zone),
        language: args.language.unwrap_or(before.language),
        ..before
    };
    Ok(book.upsert_customer(&customer).await?)
}

async fn set_pin(book: &Book, args: SetPinArgs) -> Result<()> {
    if args.random {
        let pin = random_pin();
        book.set_pin(&args.number, &pin).await?;
        return output::line(&pin);
    }
    let pin = match args.pin {
        Some(pin) => pin,
        None => read_pin()?,
    };
    Ok(book.set_pin(&args.number, &pin).await?)
}

async fn token(book: &Book, args: TokenArgs) -> Result<()> {
    let now = Utc::now();
    let new = NewToken { name: args.name, scopes: args.scope, ends_at: now + TimeDelta::days(args.days.into()) };
    let (token, _) = book.make_token(&args.number, new, now).await?;
    output::line(token.reveal())
}

fn scope(word: &str) -> Result<TokenScope, String> {
    TokenScope::from_word(word).ok_or_else(|| "give read or sql".to_owned())
}

/// A PIN that nobody chose.
pub(crate) fn random_pin() -> String {
    let mut random = rand::rng();
    (0..PIN_DIGITS).map(|_| char::from(random.random_range(b'0'..=b'9'))).collect()
}

fn read_pin() -> Result<String> {
    let input = std::io::stdin();
    if input.is_terminal() {
        eprint!("New PIN: ");
    }
    let mut line = String::new();
    input.lock().read_line(&mut line).context("cannot read the PIN from standard input")?;
    let pin = line.trim();
    if pin.is_empty() {
        bail!("no PIN was given on standard input");
    }
    Ok(pin.to_owned())
}

fn language(code: &str) -> Result<Language, String> {
    Language::from_code(code).ok_or_else(|| "give da or en".to_owned())
}
