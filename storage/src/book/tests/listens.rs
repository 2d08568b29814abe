use chrono::{DateTime, TimeDelta, Utc};

use super::{Fixture, number, on_both};
use crate::book::{Listen, ListenKind, Role};

fn listen(recording: &str, minute: i64, kind: ListenKind) -> Listen {
    let at = DateTime::<Utc>::UNIX_EPOCH + TimeDelta::minutes(minute);
    Listen { recording: recording.to_owned(), at, role: Role::Administrator, kind }
}

on_both! {
    async fn who_listened_is_told_the_latest_first_and_to_the_customer_alone(fixture: Fixture) {
        let (fixture, customer) = fixture.with_login("4826").await;
        let other = number("4712");
        let own = crate::book::Customer::new(other.clone(), crate::book::DEFAULT_ZONE);
        fixture.book.upsert_customer(&own).await.unwrap();
        let heard = [listen("a", 1, ListenKind::Listened), listen("b", 2, ListenKind::Downloaded), listen("a", 3, ListenKind::Downloaded)];
        for one in &heard {
            fixture.book.note_listen(&customer, one.clone()).await.unwrap();
        }
        fixture.book.note_listen(&other, listen("a", 4, ListenKind::Listened)).await.unwrap();
        let told = fixture.book.listens(&customer, &["a".to_owned()]).await.unwrap();
        assert_eq!(told, [heard[2].clone(), heard[0].clone()]);
        assert_eq!(fixture.book.listens(&customer, &[]).await.unwrap(), []);
        let both = fixture.book.listens(&customer, &["a".to_owned(), "b".to_owned()]).await.unwrap();
        assert_eq!(both.len(), 3);
    }
}
