//! Any order, doubling and batching of events ends in the same events.

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::*;

/// An event's number decides all of it, so that two of one number are one event.
fn line(number: u32) -> String {
    let (customer, day, hour) = (number % 3, 1 + number % 4, number % 24);
    let id = number / 3;
    format!(
        "{{\"id\":\"{id}\",\"type\":\"usage.data\",\"time\":\"2026-10-0{day}T{hour:02}:00:00+02:00\",\"customer\":\"{customer}\",\"line\":\"l\",\"bytes\":{number}}}\n"
    )
}

async fn stored(files: &[Vec<u32>], rows: usize) -> (Vec<(String, String)>, u64) {
    let place = Place::new().await;
    let mut total = 0;
    for (at, numbers) in files.iter().enumerate() {
        let text: String = numbers.iter().map(|number| line(*number)).collect();
        let path = place.write(&format!("{at}.ndjson"), text);
        let mut options = IngestOptions::once(place.lake.clone(), vec![Source::File(path)]);
        options.flush.rows = rows;
        let summary = ingest(options).await.unwrap();
        assert_eq!(summary.read, summary.stored + summary.duplicates);
        total += summary.stored;
    }
    let table = place.lake.table(&events::definition()).await.unwrap();
    let mut keys = Vec::new();
    for file in table.files() {
        for batch in table.read(file, &["customer", "id"]).await.unwrap() {
            let (customers, ids) = (batch.column(0).as_string::<i32>(), batch.column(1).as_string::<i32>());
            let pairs = customers.iter().zip(ids.iter());
            keys.extend(pairs.map(|(customer, id)| (customer.unwrap().to_owned(), id.unwrap().to_owned())));
        }
    }
    keys.sort();
    (keys, total)
}

/// A case makes a lake and up to three ingests, and takes a twentieth of a second, where one of a function takes a thousandth.
/// So it gets a fifth of the cases that are asked for: 100 of the 500 of `make test`, which is five seconds, and 2,000 in
/// `make soak`.
fn share_of_cases() -> ProptestConfig {
    let asked = ProptestConfig::default();
    ProptestConfig { cases: (asked.cases / 5).max(1), source_file: Some(file!()), ..asked }
}

#[test]
fn each_event_is_stored_once() {
    let files = prop::collection::vec(prop::collection::vec(0_u32..60, 0..60), 1..4);
    // The runner itself, since the macro would take the number of cases from the environment once more, undivided.
    let ran = TestRunner::new(share_of_cases()).run(&(files, 1_usize..50), |(files, rows)| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let mut expected: Vec<(String, String)> =
            files.iter().flatten().map(|number| ((number % 3).to_string(), (number / 3).to_string())).collect();
        expected.sort();
        expected.dedup();
        let (keys, total) = runtime.block_on(stored(&files, rows));
        prop_assert_eq!(total as usize, keys.len());
        prop_assert_eq!(keys, expected);
        Ok(())
    });
    if let Err(error) = ran {
        panic!("{error}");
    }
}
