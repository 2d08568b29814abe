//! Stores whose answer is not what happened: a commit is told as it ended, and none lands twice.

use std::sync::Mutex;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use object_store::path::Path;
use object_store::{GetOptions, GetResult, PutOptions, PutPayload, PutResult};

use super::between::{Between, Manner, timeout};
use super::*;

/// What happens to an entry of a log that is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// It is not there, and the answer is an error.
    Before,
    /// It is there, and the answer is an error.
    After,
    /// It is there, and the answer is that something is there already: the client put it again by itself.
    PutAgain,
    /// It is not there, nor is anything else, and the answer is that there is: two puts were under way at once.
    Conflict,
    /// It is there, the answer is an error, and nothing can be read for a while.
    AfterAndBlind,
    /// It is not there: another writer's is, and the answer is an error that does not say so.
    Beaten,
}

/// So long that a file which entered no table may be gone.
const DAYS: Duration = Duration::from_secs(8 * 86_400);

/// Fails as often as it is told to.
#[derive(Debug, Default)]
struct Unsure {
    faults: Mutex<Vec<Fault>>,
    blind: Mutex<bool>,
    /// After how many more questions the process stands still for days while it waits for the answer, by which clock.
    stands_still: Mutex<Option<(usize, Arc<Leaping>)>>,
}

impl Unsure {
    fn is_asked(&self) {
        let mut stands_still = self.stands_still.lock().unwrap();
        *stands_still = match stands_still.take() {
            Some((0, clock)) => {
                *clock.now.lock().unwrap() += DAYS;
                None
            }
            later => later.map(|(questions, clock)| (questions - 1, clock)),
        };
    }
}

#[async_trait]
impl Manner for Unsure {
    async fn put_entry(
        &self,
        store: &dyn ObjectStore,
        at: &Path,
        payload: PutPayload,
        options: PutOptions,
    ) -> object_store::Result<PutResult> {
        let fault = self.faults.lock().unwrap().pop();
        let taken = || object_store::Error::AlreadyExists { path: at.to_string(), source: "taken".into() };
        match fault {
            None => return store.put_opts(at, payload, options).await,
            Some(Fault::Before) => {}
            Some(Fault::Conflict) => return Err(taken()),
            Some(Fault::Beaten) => {
                let other = b"{\"commitInfo\":{\"timestamp\":1,\"operation\":\"other\",\"commitMark\":\"theirs\"}}\n";
                store.put_opts(at, other.to_vec().into(), options).await?;
            }
            Some(Fault::PutAgain) => {
                store.put_opts(at, payload, options).await?;
                return Err(taken());
            }
            Some(Fault::After) => {
                store.put_opts(at, payload, options).await?;
            }
            Some(Fault::AfterAndBlind) => {
                store.put_opts(at, payload, options).await?;
                *self.blind.lock().unwrap() = true;
            }
        }
        Err(timeout())
    }

    async fn get(&self, store: &dyn ObjectStore, at: &Path, options: GetOptions) -> object_store::Result<GetResult> {
        if *self.blind.lock().unwrap() {
            return Err(timeout());
        }
        self.is_asked();
        store.get_opts(at, options).await
    }
}

/// A clock that leaps over every wait, and further over the next one if it is told to.
#[derive(Debug, Default)]
struct Leaping {
    now: Mutex<Duration>,
    further: Mutex<Duration>,
}

#[async_trait]
impl Timer for Leaping {
    fn now(&self) -> Duration {
        *self.now.lock().unwrap()
    }

    fn utc(&self) -> DateTime<Utc> {
        Utc::now() + self.now()
    }

    async fn sleep(&self, pause: Duration) {
        *self.now.lock().unwrap() += pause + std::mem::take(&mut *self.further.lock().unwrap());
    }
}

/// A table on such a store, and the lake to look at it soberly.
struct Place {
    _folder: tempfile::TempDir,
    lake: Lake,
    table: Table,
    store: Arc<Between<Unsure>>,
    clock: Arc<Leaping>,
}

impl Place {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(Leaping::default());
        let lake = Lake::open(folder.path().to_str().unwrap()).await.unwrap().with_timer(clock.clone());
        let mut table = lake.table(&definition()).await.unwrap();
        let store = Arc::new(Between { store: Arc::clone(&table.store), manner: Unsure::default() });
        table.store = store.clone();
        Self { _folder: folder, lake, table, store, clock }
    }

    fn fail(&self, faults: &[Fault]) {
        *self.store.manner.faults.lock().unwrap() = faults.to_vec();
    }

    /// Version, number of files and progress, as one who opens the table finds them.
    async fn found(&self) -> (i64, usize, Option<i64>) {
        let table = self.lake.table(&definition()).await.unwrap();
        (table.version(), table.files().count(), table.progress("source").await.unwrap())
    }
}

#[tokio::test]
async fn an_entry_is_told_as_it_ended_whatever_the_answers_were() {
    use Fault::*;
    let runs = [vec![Before], vec![After], vec![PutAgain], vec![Conflict], vec![Before, Conflict, PutAgain, Before]];
    for faults in runs {
        let mut place = Place::new().await;
        let file = put(&place.table, &[("1", 1)]).await;
        place.fail(&faults);
        let commit = Commit { add: vec![file], progress: progress(None, 5), ..Commit::default() };
        assert_eq!(place.table.commit(commit).await.unwrap(), Outcome::Landed { version: 1 }, "{faults:?}");
        assert_eq!(place.found().await, (1, 1, Some(5)), "{faults:?}");
        // The state follows: the next commit is the next version, and fits the progress.
        let next = Commit { progress: progress(Some(5), 6), ..Commit::default() };
        assert_eq!(place.table.commit(next).await.unwrap(), Outcome::Landed { version: 2 });
    }
}

#[tokio::test]
async fn an_entry_of_another_under_the_name_is_not_taken_for_ours() {
    let mut place = Place::new().await;
    let file = put(&place.table, &[("1", 1)]).await;
    place.fail(&[Fault::Beaten, Fault::Before]);
    let commit = Commit { add: vec![file], progress: progress(None, 5), ..Commit::default() };
    assert_eq!(place.table.commit(commit).await.unwrap(), Outcome::Landed { version: 2 });
    assert_eq!(place.found().await, (2, 1, Some(5)));
}

#[tokio::test]
async fn an_entry_that_does_not_land_is_an_error_after_a_while_and_can_be_tried_again() {
    let mut place = Place::new().await;
    let file = put(&place.table, &[("1", 1)]).await;
    let commit = || Commit { add: vec![file.clone()], progress: progress(None, 5), ..Commit::default() };
    place.fail(&[Fault::Before; 1000]);
    let error = place.table.commit(commit()).await.unwrap_err();
    assert!(matches!(error, Error::Store { .. }), "{error}");
    let waited = place.clock.now();
    assert!(Duration::from_secs(24) < waited && waited <= Duration::from_secs(30), "{waited:?}");
    let tries = 1000 - place.store.manner.faults.lock().unwrap().len();
    assert!((8..30).contains(&tries), "{tries} tries are not what growing pauses give");
    assert_eq!(place.found().await, (0, 0, None));
    place.fail(&[]);
    assert_eq!(place.table.commit(commit()).await.unwrap(), Outcome::Landed { version: 1 });
    assert_eq!(place.found().await, (1, 1, Some(5)));
}

#[tokio::test]
async fn an_entry_that_nobody_can_ask_for_is_an_error_and_does_not_land_twice() {
    let mut place = Place::new().await;
    let file = put(&place.table, &[("1", 1)]).await;
    let commit = || Commit { add: vec![file.clone()], progress: progress(None, 5), ..Commit::default() };
    place.fail(&[Fault::AfterAndBlind]);
    assert!(matches!(place.table.commit(commit()).await, Err(Error::Store { .. })));
    assert!(matches!(place.table.commit(commit()).await, Err(Error::Store { .. })));
    *place.store.manner.blind.lock().unwrap() = false;
    // It did land: whoever tries again is told that the work was done from a place that is not the last.
    assert_eq!(place.table.commit(commit()).await.unwrap(), Outcome::LostRace);
    assert_eq!(place.found().await, (1, 1, Some(5)));
}

#[tokio::test]
async fn an_entry_is_not_put_again_by_one_that_stood_still_for_days() {
    let mut place = Place::new().await;
    let file = put(&place.table, &[("1", 1)]).await;
    place.fail(&[Fault::Before]);
    *place.clock.further.lock().unwrap() = DAYS;
    // Its file may be gone by now.
    let commit = Commit { add: vec![file], progress: progress(None, 5), ..Commit::default() };
    assert!(matches!(place.table.commit(commit).await, Err(Error::Store { .. })));
    assert_eq!(place.found().await, (0, 0, None));
}

#[tokio::test]
async fn no_entry_is_put_by_one_that_waited_for_days_for_an_answer() {
    let mut has_been_put = false;
    for questions in 0.. {
        let mut place = Place::new().await;
        let file = put(&place.table, &[("1", 1)]).await;
        place.fail(&[Fault::Before]);
        *place.store.manner.stands_still.lock().unwrap() = Some((questions, place.clock.clone()));
        let commit = Commit { add: vec![file], progress: progress(None, 5), ..Commit::default() };
        let ended = place.table.commit(commit).await;
        if place.store.manner.stands_still.lock().unwrap().is_some() {
            // It does not ask so often.
            assert_eq!(ended.unwrap(), Outcome::Landed { version: 1 });
            break;
        }
        has_been_put = place.store.manner.faults.lock().unwrap().is_empty();
        match ended {
            Ok(outcome) => assert_eq!((outcome, has_been_put), (Outcome::LostRace, false), "after {questions}"),
            Err(error) => assert!(matches!(error, Error::Store { .. }) && has_been_put, "{error} after {questions}"),
        }
        assert_eq!(place.found().await, (0, 0, None), "after {questions}");
    }
    assert!(has_been_put, "what became of it was not asked");
}
