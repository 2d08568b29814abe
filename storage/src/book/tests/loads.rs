#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::sync::Arc;

use sea_orm::EntityTrait;

use super::{Fixture, number, on_both};
use crate::CustomerNumber;
use crate::book::entities::{
    customer, customer_tariff, employee, line, mobile, plan, queue, sim, subscription, tariff,
};
use crate::book::{AccountFile, DEFAULT_ZONE, Language, Loaded, Queue, SimState, pays};
use crate::money::Account;
use crate::money::tariff::{PlanKind, Zone};

/// The example that people begin with.
const EXAMPLE: &str = include_str!("../../../../deploy/customer.example.toml");

/// A customer of whom everything is unlike what it usually is.
const CUSTOMER: &str = r#"
[[customer]]
number = "100"
name = "A"
zone = "America/New_York"
language = "en"
currency = "USD"
vat_percent = "7.5"
[[customer.employee]]
id = "anna"
name = "Anna"
title = "Baker"
email = "anna@example.com"
[[customer.local]]
number = "+4588303080"
name = "Main"
[[customer.mobile]]
number = "+4520304050"
name = "Anna's"
employee = "anna"
user_name = "Anna"
address = "Here"
user_email = "anna@example.com"
administrator_email = "office@example.com"
invoice_text = "Butik"
caller_id = "+4588303080"
sim = [{ icc = "8945010000000000003", state = "active" }]
[[customer.queue]]
id = "salg"
name = "Sales"
service_level_seconds = 45
short_abandon_seconds = 9
opening_hours = ["mon-fri 08:00-16:00"]
"#;

/// The same customer, with nothing but what must be said.
const NAMES_ALONE: &str = r#"
[[customer]]
number = "100"
name = "A"
[[customer.employee]]
id = "anna"
name = "Anna"
[[customer.local]]
number = "+4588303080"
[[customer.mobile]]
number = "+4520304050"
sim = [{ icc = "8945010000000000003" }]
[[customer.queue]]
id = "salg"
"#;

/// All rows of some tables, as texts.
macro_rules! dump {
    ($database:expr, $($table:ident),*) => {{
        let mut rows = Vec::new();
        $(rows.extend($table::Entity::find().all($database).await.unwrap().iter().map(|row| format!("{row:?}")));)*
        rows.sort();
        rows
    }};
}

impl Fixture {
    async fn load(&self, text: &str) -> Result<Loaded, String> {
        self.book.load_text(text).await.map_err(|error| error.to_string())
    }

    /// Everything that the book holds of what a load writes.
    async fn dump(&self) -> Vec<String> {
        let database = &self.book.database;
        dump!(database, customer, line, queue, employee, mobile, sim, tariff, plan, customer_tariff, subscription)
    }
}

on_both! {
    async fn the_example_is_a_whole_customer(fixture: Fixture) {
        let loaded = fixture.load(EXAMPLE).await.unwrap();
        assert_eq!((loaded.changed, loaded.unchanged, loaded.removed), (0, 0, 0));
        let customer = number("4711");
        let known = fixture.book.customer(&customer).await.unwrap().unwrap();
        assert_eq!((known.language, known.currency.code(), known.vat.to_string().as_str()), (Language::Danish, "DKK", "25.00"));
        let tariffs = fixture.book.tariffs().await.unwrap();
        assert_eq!(tariffs, [AccountFile::read(EXAMPLE).unwrap().tariffs[0].what.clone()]);
        assert_eq!((tariffs[0].terms.zone(Some("GB")), tariffs[0].terms.zone(Some("US"))), (Zone::Eu, Zone::Rest));
        let mobiles = fixture.book.mobiles(&customer).await.unwrap();
        assert_eq!((mobiles[0].employee.as_deref(), mobiles[0].invoice_text.as_str()), (Some("anna"), "Butik, Anna"));
        assert_eq!(fixture.book.sims(&customer).await.unwrap()[0].number, mobiles[0].number);
        assert_eq!(fixture.book.employees(&customer).await.unwrap()[0].name, "Anna Holm");
        let subscriptions = fixture.book.subscriptions(&customer).await.unwrap();
        let addon = subscriptions.iter().find(|s| s.kind == PlanKind::Addon).unwrap();
        let is_in = ["2026-05", "2026-06", "2026-08", "2026-09"].map(|month| addon.is_in(month.parse().unwrap()));
        assert_eq!(is_in, [false, true, true, false]);
        let queues = fixture.book.queues(&customer).await.unwrap();
        assert_eq!(queues[0].opening_hours[1].to_string(), "sat 09:00-12:00");
        assert_eq!(fixture.book.customer_tariffs().await.unwrap()[0].tariff, "business");
    }

    async fn a_second_load_changes_nothing(fixture: Fixture) {
        let first = fixture.load(EXAMPLE).await.unwrap();
        let before = fixture.dump().await;
        let second = fixture.load(EXAMPLE).await.unwrap();
        assert_eq!(fixture.dump().await, before);
        assert_eq!(second, Loaded { unchanged: first.added, ..Loaded::default() });
    }

    async fn a_changed_file_changes_what_it_names_and_nothing_else(fixture: Fixture) {
        fixture.load(EXAMPLE).await.unwrap();
        let before = fixture.dump().await;
        let changed = EXAMPLE.replace("Butik, Anna", "Kontor").replace("{ id = \"data-20\", from = \"2026-06\", until = \"2026-09\" }", "");
        let loaded = fixture.load(&changed).await.unwrap();
        assert_eq!((loaded.added, loaded.changed, loaded.removed), (0, 1, 1));
        let after = fixture.dump().await;
        assert_eq!(before.iter().filter(|row| !after.contains(row)).count(), 2);
        let only_a_name = "[[customer]]\nnumber = \"4711\"\nname = \"Bageriet\"\n[[customer.tariff]]\nid = \"business\"\nfrom = \"2026-01\"\n";
        let loaded = fixture.load(only_a_name).await.unwrap();
        assert_eq!((loaded.added, loaded.changed, loaded.unchanged, loaded.removed), (0, 1, 1, 0));
        assert_eq!(fixture.book.lines(&number("4711")).await.unwrap().len(), 2);
    }

    async fn a_new_version_leaves_the_old_one_as_it_is(fixture: Fixture) {
        fixture.load(EXAMPLE).await.unwrap();
        let next = EXAMPLE.replace("valid_from = 2026-01-01", "valid_from = 2026-07-01").replace("\"149.00\"", "\"159.00\"");
        fixture.load(&next).await.unwrap();
        let prices: Vec<_> = fixture.book.tariffs().await.unwrap().iter().map(|version| {
            let plan = version.plans.iter().find(|plan| plan.id == "mobile-10").unwrap();
            (version.valid_from.to_string(), plan.price.to_string())
        }).collect();
        let expected = [("2026-01-01", "149.00"), ("2026-07-01", "159.00")].map(|(day, price)| (day.into(), price.into()));
        assert_eq!(prices, expected);
    }

    async fn a_bad_file_changes_nothing_and_tells_all_its_faults(fixture: Fixture) {
        fixture.load(EXAMPLE).await.unwrap();
        let before = fixture.dump().await;
        let bad = EXAMPLE
            .replace("Butik, Anna", "Kontor")
            .replace("id = \"mobile-10\", from", "id = \"mobile-11\", from")
            .replace("employee = \"anna\"", "employee = \"bo\"");
        let told = fixture.load(&bad).await.unwrap_err();
        let line = |of: &str| bad.lines().position(|line| line.contains(of)).unwrap() + 1;
        for part in [
            format!("line {}, `customer.mobile.plan.id`: a gap: the tariff \"business\" from 2026-01-01 has no plan \"mobile-11\"", line("mobile-11\", from")),
            format!("line {}, `customer.mobile.employee`: there is no employee \"bo\"", line("[[customer.mobile]]")),
        ] {
            assert!(told.contains(&part), "{part}\nis not in\n{told}");
        }
        assert_eq!(fixture.dump().await, before);
    }

    /// A plan that one customer's lines have must not disappear because another's file was loaded.
    async fn a_tariff_keeps_what_lines_have_that_the_file_does_not_name(fixture: Fixture) {
        fixture.load(EXAMPLE).await.unwrap();
        let tariff_alone = EXAMPLE.split("# ---").nth(1).unwrap().replace("id = \"fixed\"", "id = \"landline\"");
        let tariff_alone = tariff_alone.split_once('\n').unwrap().1;
        let told = fixture.load(tariff_alone).await.unwrap_err();
        assert!(told.contains("`tariff.plan`: a gap") && told.contains("has no plan \"fixed\", which +458830… has"), "{told}");
        let told = fixture.load(&tariff_alone.replace("\"landline\"", "\"fixed\"").replace("\"DKK\"", "\"EUR\"")).await.unwrap_err();
        assert!(told.contains("`tariff.currency`: the tariff \"business\" is in EUR, customer 4711 pays in DKK"), "{told}");
    }

    /// Who mends a file should not learn of its faults in two rounds.
    async fn faults_of_the_file_and_beside_the_book_are_told_together(fixture: Fixture) {
        let bad = EXAMPLE
            .replace("\"250.00\"", "\"-1\"")
            .replace("language = \"da\"", "language = \"fr\"")
            .replace("id = \"mobile-10\", from", "id = \"mobile-11\", from")
            .replace("employee = \"anna\"", "employee = \"bo\"");
        let told = fixture.load(&bad).await.unwrap_err();
        for part in ["`tariff.rate.maximum`", "`customer.language`", "`customer.mobile.plan.id`: a gap", "no employee \"bo\""] {
            assert!(told.contains(part), "{part} is not in {told}");
        }
        // What a customer may have of a tariff in no currency cannot be told.
        let told = fixture.load(&EXAMPLE.replacen("\"DKK\"", "\"XXY\"", 1)).await.unwrap_err();
        assert!(told.contains("no currency") && !told.contains(';'), "{told}");
        assert_eq!(fixture.dump().await, [""; 0]);
    }

    async fn what_stands_twice_is_told_where_it_stands_again(fixture: Fixture) {
        let doubled = CUSTOMER.to_owned()
            + "[[customer.employee]]\nid = \"anna\"\nname = \"A\"\n[[customer.queue]]\nid = \"salg\"\n[[customer.local]]\nnumber = \"+4520304050\"\n"
            + "[[customer]]\nnumber = \"100\"\nname = \"B\"\n[[customer.mobile]]\nnumber = \"+4520304060\"\nsim = [{ icc = \"8945010000000000003\" }]\n";
        let told = fixture.load(&doubled).await.unwrap_err();
        let expected = [
            "line 34, `customer.employee.id`: the employee \"anna\" stands in line 9 already; leave one",
            "line 37, `customer.queue.id`: the queue \"salg\" stands in line 28 already; leave one",
            "line 39, `customer.local.number`: the line \"+4520304050\" stands in line 17 already; leave one",
            "line 41, `customer.number`: the customer \"100\" stands in line 2 already; leave one",
            "line 46, `customer.mobile.sim.icc`: the card \"8945010000000000003\" stands in line 27 already; leave one",
        ];
        assert_eq!(told.split("; line").count(), expected.len(), "{told}");
        for part in expected {
            assert!(told.contains(part), "{part} is not in {told}");
        }
    }

    /// The head of the example promises it: what a file does not name stays as it is.
    async fn what_a_file_does_not_name_stays_as_it_is(fixture: Fixture) {
        fixture.load(&CUSTOMER.replace("\"active\"", "\"blocked\"")).await.unwrap();
        let before = fixture.dump().await;
        let loaded = fixture.load(NAMES_ALONE).await.unwrap();
        assert_eq!(fixture.dump().await, before);
        assert_eq!((loaded.added, loaded.changed, loaded.removed), (0, 0, 0));
        // Each of them can be changed alone, and taken away by saying so.
        let loaded = fixture.load(&NAMES_ALONE
            .replace("id = \"anna\"", "id = \"anna\"\ntitle = \"\"")
            .replace("id = \"salg\"", "id = \"salg\"\nopening_hours = []\nshort_abandon_seconds = 0")
            .replace("number = \"+4520304050\"", "number = \"+4520304050\"\ncaller_id = \"\"\nemployee = \"\"")
            .replace("icc = \"8945010000000000003\"", "icc = \"8945010000000000003\", state = \"replaced\"")).await.unwrap();
        assert_eq!((loaded.added, loaded.changed, loaded.removed), (0, 4, 0));
        let customer = number("100");
        let queue = &fixture.book.queues(&customer).await.unwrap()[0];
        assert_eq!((queue.service_level_seconds, queue.short_abandon_seconds, queue.opening_hours.len()), (45, 0, 0));
        let mobile = &fixture.book.mobiles(&customer).await.unwrap()[0];
        assert_eq!((&mobile.employee, &mobile.caller_id, mobile.invoice_text.as_str()), (&None, &None, "Butik"));
        assert_eq!(fixture.book.sims(&customer).await.unwrap()[0].state, SimState::Replaced);
    }

    /// What nobody has told of yet is what it usually is.
    async fn what_is_new_is_what_it_usually_is(fixture: Fixture) {
        fixture.load(NAMES_ALONE).await.unwrap();
        let customer = fixture.book.customer(&number("100")).await.unwrap().unwrap();
        assert_eq!((customer.zone, customer.language, customer.currency.code()), (DEFAULT_ZONE, Language::Danish, "DKK"));
        assert_eq!(fixture.book.sims(&customer.number).await.unwrap()[0].state, SimState::Active);
        let queue = &fixture.book.queues(&customer.number).await.unwrap()[0];
        assert_eq!((queue.name.as_str(), queue.service_level_seconds), ("salg", Queue::SERVICE_LEVEL_SECONDS));
    }

    /// A file that says nothing of the currency does not make a customer's tariff one in another.
    async fn a_customer_is_checked_as_it_will_be(fixture: Fixture) {
        let euros = EXAMPLE.replace("\"DKK\"", "\"EUR\"");
        fixture.load(&euros).await.unwrap();
        let before = fixture.dump().await;
        let quiet = "[[customer]]\nnumber = \"4711\"\nname = \"Bageriet Æblet\"\ntariff = [{ id = \"business\", from = \"2026-01\" }]\n";
        fixture.load(quiet).await.unwrap();
        assert_eq!(fixture.dump().await, before);
    }

    async fn a_card_never_goes_to_another_customer(fixture: Fixture) {
        fixture.load(CUSTOMER).await.unwrap();
        let before = fixture.dump().await;
        let other = "[[customer]]\nnumber = \"200\"\nname = \"B\"\n[[customer.mobile]]\nnumber = \"+4520304060\"\nsim = [{ icc = \"8945010000000000003\" }]\n";
        let told = fixture.load(other).await.unwrap_err();
        for part in ["line 6, `customer.mobile.sim.icc`", "8945010000000000003 is customer 100's", "give the digits of this"] {
            assert!(told.contains(part), "{part} is not in {told}");
        }
        assert_eq!(fixture.dump().await, before);
        // It may go to another mobile of the same customer.
        let moved = "[[customer]]\nnumber = \"100\"\nname = \"A\"\n[[customer.mobile]]\nnumber = \"+4520304070\"\nsim = [{ icc = \"8945010000000000003\" }]\n";
        fixture.load(moved).await.unwrap();
        assert_eq!(fixture.book.sims(&number("100")).await.unwrap()[0].number, "+4520304070");
    }

    /// A load in between must not mix what was with what is.
    async fn what_customers_pay_by_is_read_as_it_is_at_one_time(fixture: Fixture) {
        fixture.load(EXAMPLE).await.unwrap();
        let marks = |accounts: BTreeMap<CustomerNumber, Arc<Account>>| {
            accounts.values().map(|account| account.whole_mark()).collect::<Vec<_>>()
        };
        let before = marks(fixture.book.pays().await.unwrap());
        let snapshot = fixture.book.snapshot().await.unwrap();
        assert_eq!(marks(pays::all(&snapshot).await.unwrap()), before);
        fixture.load(&EXAMPLE.replace("\"149.00\"", "\"159.00\"").replace("mobile-10", "mobile-11")).await.unwrap();
        assert_eq!(marks(pays::all(&snapshot).await.unwrap()), before);
        drop(snapshot);
        assert_ne!(marks(fixture.book.pays().await.unwrap()), before);
    }
}
