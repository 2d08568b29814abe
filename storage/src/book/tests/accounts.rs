#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use chrono_tz::Tz;

use super::{Fixture, number, on_both};
use crate::book::{Customer, DEFAULT_ZONE, Error, Language, Line, LineKind, Queue};

on_both! {
    async fn a_customer_is_added_once_and_then_stays_as_it_is(fixture: Fixture) {
        let customer = number("0042");
        assert!(fixture.book.ensure_customer(&customer, Tz::Asia__Kathmandu).await.unwrap());
        assert!(!fixture.book.ensure_customer(&customer, DEFAULT_ZONE).await.unwrap());
        assert_eq!(fixture.book.zones().await.unwrap(), [(customer, Tz::Asia__Kathmandu)]);
    }

    async fn an_upsert_changes_what_people_may_change(fixture: Fixture) {
        let before = Customer::new(number("1"), DEFAULT_ZONE);
        let after =
            Customer { name: "Møller & Søn".into(), language: Language::English, zone: Tz::UTC, ..before.clone() };
        fixture.book.upsert_customer(&before).await.unwrap();
        fixture.book.upsert_customer(&after).await.unwrap();
        let read = fixture.book.customer(&before.number).await.unwrap().unwrap();
        assert_eq!((read.name, read.language, read.zone), (after.name, after.language, after.zone));
        assert!(fixture.book.customer(&number("2")).await.unwrap().is_none());
    }

    async fn a_queue_has_settings_in_milliseconds_for_the_statistics(fixture: Fixture) {
        let customer = number("7");
        fixture.book.ensure_customer(&customer, DEFAULT_ZONE).await.unwrap();
        let queue = Queue { service_level_seconds: 30, ..Queue::new(customer.clone(), "salg") };
        fixture.book.upsert_queue(&Queue::new(customer.clone(), "salg")).await.unwrap();
        fixture.book.upsert_queue(&queue).await.unwrap();
        assert_eq!(fixture.book.queues(&customer).await.unwrap(), [queue]);
        let settings = fixture.book.queue_settings().await.unwrap();
        assert_eq!((settings[0].service_level_ms, settings[0].short_abandon_ms), (30_000, 5_000));
    }

    async fn lines_are_seen_by_their_customer_alone(fixture: Fixture) {
        for (owner, digits) in [("1", "+4570101010"), ("2", "+4570202020")] {
            fixture.book.ensure_customer(&number(owner), DEFAULT_ZONE).await.unwrap();
            let line = Line { customer: number(owner), number: digits.into(), kind: LineKind::Local, name: "Main".into() };
            fixture.book.upsert_line(&line).await.unwrap();
        }
        let lines = fixture.book.lines(&number("2")).await.unwrap();
        assert_eq!(lines.iter().map(|l| l.number.as_str()).collect::<Vec<_>>(), ["+4570202020"]);
    }

    async fn nothing_is_hung_on_a_customer_that_is_not_there(fixture: Fixture) {
        let refused = fixture.book.upsert_queue(&Queue::new(number("9"), "q")).await.unwrap_err();
        assert!(matches!(refused, Error::UnknownCustomer(_)), "{refused}");
    }
}
