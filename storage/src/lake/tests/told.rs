//! How far applications have come by what was told before a table was opened.

use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use object_store::path::Path;
use object_store::{GetOptions, GetResult, PutOptions, PutPayload, PutResult};

use super::between::{Between, Manner};
use super::*;

/// Counts the entries that are fetched.
#[derive(Debug, Default)]
struct Counting {
    fetched: AtomicUsize,
}

#[async_trait]
impl Manner for Counting {
    async fn put_entry(
        &self,
        store: &dyn ObjectStore,
        at: &Path,
        payload: PutPayload,
        options: PutOptions,
    ) -> object_store::Result<PutResult> {
        store.put_opts(at, payload, options).await
    }

    async fn get(&self, store: &dyn ObjectStore, at: &Path, options: GetOptions) -> object_store::Result<GetResult> {
        if at.as_ref().ends_with(".json") {
            self.fetched.fetch_add(1, Ordering::Relaxed);
        }
        store.get_opts(at, options).await
    }
}

async fn tell(table: &mut Table, app: &str, expected: Option<i64>, next: i64) {
    let progress = vec![Progress { app: app.to_owned(), expected, next }];
    let landed = table.commit(Commit { progress, ..Commit::default() }).await.unwrap();
    assert!(matches!(landed, Outcome::Landed { .. }), "{landed:?}");
}

#[tokio::test]
async fn what_was_told_before_is_read_from_the_log_once() {
    let counting = Counting::default();
    let store = Arc::new(Between { store: Arc::new(object_store::memory::InMemory::new()), manner: counting });
    let lake = Lake::on(store.clone(), "memory:///told".parse().unwrap()).unwrap();
    let mut writer = lake.table(&definition()).await.unwrap();
    for at in 0..30 {
        tell(&mut writer, &format!("app-{}", at % 20), (at >= 20).then_some(at - 20), at).await;
    }
    for checkpoint in [None, Some(5)] {
        if let Some(commits) = checkpoint {
            writer.checkpoint().await.unwrap();
            for at in 0..commits {
                tell(&mut writer, &format!("app-{at}"), Some(at + 20), at + 40).await;
            }
        }
        let mut table = lake.table(&definition()).await.unwrap();
        let before = store.manner.fetched.load(Ordering::Relaxed);
        for _ in 0..3 {
            for at in 0..40 {
                let told = table.clone().progress(&format!("app-{at}")).await.unwrap();
                let expected = match at {
                    0..5 if checkpoint.is_some() => Some(at + 40),
                    0..10 => Some(at + 20),
                    10..20 => Some(at),
                    _ => None,
                };
                assert_eq!(told, expected, "app-{at}, {checkpoint:?}");
            }
        }
        let fetched = store.manner.fetched.load(Ordering::Relaxed) - before;
        assert!(fetched <= 33, "{fetched} entries were fetched, {checkpoint:?}");
        // What others tell is seen when it is followed, and no sooner.
        let (expected, next) = (table.progress("app-30").await.unwrap(), table.version());
        assert_eq!(expected, None);
        let app = format!("other-{checkpoint:?}");
        assert_eq!(table.progress(&app).await.unwrap(), None);
        tell(&mut writer, &app, None, next).await;
        assert_eq!(table.progress(&app).await.unwrap(), None);
        table.update().await.unwrap();
        assert_eq!(table.progress(&app).await.unwrap(), Some(next));
    }
}
