use chrono::{DateTime, TimeDelta, Utc};

use super::{Fixture, number, on_both};
use crate::book::entities::api_token::Entity;
use crate::book::{ApiToken, Customer, DEFAULT_ZONE, Error, NewToken, TokenScope};
use sea_orm::EntityTrait;

fn noon() -> DateTime<Utc> {
    DateTime::<Utc>::UNIX_EPOCH + TimeDelta::days(20_000)
}

fn new(name: &str, days: i64) -> NewToken {
    NewToken {
        name: name.to_owned(),
        scopes: vec![TokenScope::Sql, TokenScope::Read],
        ends_at: noon() + TimeDelta::days(days),
    }
}

on_both! {
    async fn a_token_lets_in_until_it_ends_or_is_revoked(fixture: Fixture) {
        let (fixture, customer) = fixture.with_login("4826").await;
        let (token, info) = fixture.book.make_token(&customer, new(" Excel ", 30), noon()).await.unwrap();
        assert_eq!((info.name.as_str(), info.scopes.as_slice()), ("Excel", &[TokenScope::Read, TokenScope::Sql][..]));
        let found = fixture.book.token(&token, noon()).await.unwrap().unwrap();
        assert_eq!((found.id, found.customer), (info.id, customer.clone()));
        assert!(fixture.book.token(&token, noon() + TimeDelta::days(30)).await.unwrap().is_none());
        let other = number("4712");
        fixture.book.upsert_customer(&Customer::new(other.clone(), DEFAULT_ZONE)).await.unwrap();
        assert!(!fixture.book.revoke_token(&other, info.id, noon()).await.unwrap(), "another customer revoked it");
        assert!(fixture.book.token(&token, noon()).await.unwrap().is_some());
        assert!(fixture.book.revoke_token(&customer, info.id, noon()).await.unwrap());
        assert!(fixture.book.token(&token, noon()).await.unwrap().is_none());
        let listed = fixture.book.tokens(&customer).await.unwrap();
        assert_eq!(listed.iter().map(|token| (token.id, token.revoked_at)).collect::<Vec<_>>(), [(info.id, Some(noon()))]);
        assert!(fixture.book.tokens(&other).await.unwrap().is_empty());
    }

    async fn its_use_is_noted_by_the_minute(fixture: Fixture) {
        let (fixture, customer) = fixture.with_login("4826").await;
        let (token, _) = fixture.book.make_token(&customer, new("a", 1), noon()).await.unwrap();
        for (seconds, noted) in [(10, 10), (40, 10), (69, 10), (70, 70)] {
            fixture.book.token(&token, noon() + TimeDelta::seconds(seconds)).await.unwrap().unwrap();
            let used = fixture.book.tokens(&customer).await.unwrap()[0].last_used_at;
            assert_eq!(used, Some(noon() + TimeDelta::seconds(noted)), "{seconds}");
        }
    }

    async fn what_would_live_too_long_or_may_do_nothing_is_not_made(fixture: Fixture) {
        let (fixture, customer) = fixture.with_login("4826").await;
        let nothing = NewToken { scopes: Vec::new(), ..new("a", 1) };
        let long = "n".repeat(65);
        for bad in [new("", 1), new("  ", 1), new(&long, 1), new("a\u{7}b", 1), new("a", 0), new("a", 367), nothing] {
            let name = bad.name.clone();
            let refused = fixture.book.make_token(&customer, bad, noon()).await.unwrap_err();
            assert!(matches!(refused, Error::InvalidToken), "{name:?}");
        }
        let stranger = fixture.book.make_token(&number("99"), new("a", 1), noon()).await;
        assert!(matches!(stranger, Err(Error::UnknownCustomer(_))));
    }

    async fn the_book_does_not_hold_the_secret(fixture: Fixture) {
        let (fixture, customer) = fixture.with_login("4826").await;
        let (token, _) = fixture.book.make_token(&customer, new("a", 1), noon()).await.unwrap();
        let row = Entity::find().one(&fixture.book.database).await.unwrap().unwrap();
        assert!(!token.reveal().contains(&row.token_hash) && !format!("{row:?}").contains(token.reveal()));
        assert_eq!(format!("{token:?}"), "ApiToken");
        assert_eq!(ApiToken::parse(token.reveal()), Some(token.clone()));
        // A letter that was lost or changed on the way is found out without the book.
        let mut changed = token.reveal().to_owned();
        changed.replace_range(10..11, if &changed[10..11] == "0" { "1" } else { "0" });
        for bad in [changed.as_str(), &token.reveal()[1..], "opk_", "", &token.reveal().to_uppercase()] {
            assert_eq!(ApiToken::parse(bad), None, "{bad}");
        }
    }
}
