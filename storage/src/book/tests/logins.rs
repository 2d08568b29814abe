#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::EntityTrait;

use super::{Fixture, number, on_both};
use crate::CustomerNumber;
use crate::book::entities::{login, login_attempt, session};
use crate::book::{Book, Error, LoginError, Role, SessionToken};

const PIN: &str = "824619";

fn noon() -> DateTime<Utc> {
    "2026-10-25T12:00:00Z".parse().unwrap()
}

async fn fail(book: &Book, customer: &CustomerNumber, times: usize, now: DateTime<Utc>) {
    for _ in 0..times {
        let refused = book.login(customer, "000000", now).await.unwrap_err();
        assert!(matches!(refused, LoginError::Refused));
    }
}

on_both! {
    async fn the_right_pin_begins_a_session_and_logout_ends_it(fixture: Fixture) {
        let (fixture, customer) = fixture.with_login(PIN).await;
        let token = fixture.book.login(&customer, PIN, noon()).await.unwrap();
        let seen = fixture.book.session(&token, noon()).await.unwrap().unwrap();
        assert_eq!((seen.customer, seen.role), (customer, Role::Administrator));
        fixture.book.logout(&token).await.unwrap();
        assert!(fixture.book.session(&token, noon()).await.unwrap().is_none());
    }

    async fn every_refusal_reads_the_same(fixture: Fixture) {
        let (fixture, customer) = fixture.with_login(PIN).await;
        let wrong = fixture.book.login(&customer, "000000", noon()).await.unwrap_err().to_string();
        let unknown = fixture.book.login(&number("99"), PIN, noon()).await.unwrap_err().to_string();
        let long = fixture.book.login(&customer, &"9".repeat(100_000), noon()).await.unwrap_err().to_string();
        fail(&fixture.book, &customer, 3, noon()).await;
        let locked = fixture.book.login(&customer, PIN, noon()).await.unwrap_err().to_string();
        assert_eq!([&unknown, &long, &locked], [&wrong; 3]);
    }

    async fn five_failures_lock_and_time_opens_again(fixture: Fixture) {
        let (fixture, customer) = fixture.with_login(PIN).await;
        fail(&fixture.book, &customer, 5, noon()).await;
        let still_shut = noon() + TimeDelta::seconds(59);
        assert!(fixture.book.login(&customer, PIN, still_shut).await.is_err());
        let open = noon() + TimeDelta::seconds(60);
        assert!(fixture.book.login(&customer, PIN, open).await.is_ok());
    }

    async fn each_failure_after_a_lock_doubles_the_next_up_to_an_hour(fixture: Fixture) {
        let (fixture, customer) = fixture.with_login(PIN).await;
        fail(&fixture.book, &customer, 4, noon()).await;
        let mut now = noon();
        for minutes in [1, 2, 4, 8, 16, 32, 60, 60] {
            fail(&fixture.book, &customer, 1, now).await;
            let until = now + TimeDelta::minutes(minutes);
            let just_before = until - TimeDelta::milliseconds(1);
            assert!(fixture.book.login(&customer, PIN, just_before).await.is_err(), "{minutes} minutes");
            now = until;
        }
        assert!(fixture.book.login(&customer, PIN, now).await.is_ok());
    }

    async fn a_success_forgets_the_failures_before_it(fixture: Fixture) {
        let (fixture, customer) = fixture.with_login(PIN).await;
        for _ in 0..3 {
            fail(&fixture.book, &customer, 4, noon()).await;
            fixture.book.login(&customer, PIN, noon()).await.unwrap();
        }
    }

    async fn attempts_at_the_same_instant_are_all_counted(fixture: Fixture) {
        let (fixture, customer) = fixture.with_login(PIN).await;
        let guesses = (0..20).map(|_| fixture.book.login(&customer, "000000", noon()));
        futures::future::join_all(guesses).await;
        let logins = login::Entity::find().all(&fixture.book.database).await.unwrap();
        assert_eq!(logins[0].failures, 5, "the sixth was let through");
        let attempts = login_attempt::Entity::find().all(&fixture.book.database).await.unwrap();
        let with = |outcome: &str| attempts.iter().filter(|a| a.outcome == outcome).count();
        assert_eq!((with("failure"), with("locked")), (5, 15));
    }

    async fn a_session_ends_when_idle_and_in_the_end(fixture: Fixture) {
        let (fixture, customer) = fixture.with_login(PIN).await;
        let token = fixture.book.login(&customer, PIN, noon()).await.unwrap();
        let at = |minutes| noon() + TimeDelta::minutes(minutes);
        for minutes in (29..720).step_by(29) {
            assert!(fixture.book.session(&token, at(minutes)).await.unwrap().is_some(), "{minutes}");
        }
        assert!(fixture.book.session(&token, at(720)).await.unwrap().is_none());
        let idle = fixture.book.login(&customer, PIN, noon()).await.unwrap();
        assert!(fixture.book.session(&idle, at(30)).await.unwrap().is_none());
        assert!(fixture.book.session(&idle, at(1)).await.unwrap().is_none(), "an ended session came back");
    }

    async fn a_new_pin_ends_sessions_and_lifts_a_lock(fixture: Fixture) {
        let (fixture, customer) = fixture.with_login(PIN).await;
        let token = fixture.book.login(&customer, PIN, noon()).await.unwrap();
        fail(&fixture.book, &customer, 5, noon()).await;
        fixture.book.set_pin(&customer, "1357").await.unwrap();
        assert!(fixture.book.session(&token, noon()).await.unwrap().is_none());
        assert!(fixture.book.login(&customer, PIN, noon()).await.is_err());
        assert!(fixture.book.login(&customer, "1357", noon()).await.is_ok());
    }

    async fn only_digits_are_taken_as_a_pin(fixture: Fixture) {
        let (fixture, customer) = fixture.with_login(PIN).await;
        for bad in ["", "123", "12345678901234567", "12a4", "١٢٣٤"] {
            let refused = fixture.book.set_pin(&customer, bad).await.unwrap_err();
            assert!(matches!(refused, Error::InvalidPin), "{bad:?}");
        }
    }

    async fn the_book_holds_neither_pin_nor_token(fixture: Fixture) {
        let (fixture, customer) = fixture.with_login(PIN).await;
        let token = fixture.book.login(&customer, PIN, noon()).await.unwrap();
        let sessions = session::Entity::find().all(&fixture.book.database).await.unwrap();
        assert_ne!(sessions[0].token_hash, token.reveal());
        let logins = login::Entity::find().all(&fixture.book.database).await.unwrap();
        assert!(logins[0].pin_hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert_eq!(format!("{token:?}"), "SessionToken");
        assert_eq!(SessionToken::parse(token.reveal()), Some(token));
        assert_eq!(SessionToken::parse("' OR 1=1 --"), None);
    }
}
