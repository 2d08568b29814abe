//! Whatever files come in, and whenever they are laid anew: the rows are those that came in.

use proptest::prelude::*;

use super::*;

#[derive(Debug, Clone)]
enum Step {
    /// A commit of these rows.
    Store(Vec<(u8, i64)>),
    /// A pass of maintenance this many days after, with so much memory for what is read.
    Maintain(u64, usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let row = (0..12_u8, 0..5_000_i64);
    let store = prop::collection::vec(row, 1..60).prop_map(Step::Store);
    let maintain = (0..3_u64, prop_oneof![Just(0), Just(200_000), Just(64 << 20)]);
    let maintain = maintain.prop_map(|(days, memory)| Step::Maintain(days, memory));
    prop::collection::vec(prop_oneof![6 => store, 1 => maintain], 1..40)
}

proptest! {
    #[test]
    fn property_rows_are_conserved_by_any_commits_and_passes(steps in steps()) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let (_folder, lake) = lake().await;
            let mut table = lake.table(&definition()).await.unwrap();
            let (mut all, mut number) = (Vec::new(), 0);
            for step in steps {
                match step {
                    Step::Store(rows) => {
                        let numbered = rows.into_iter().map(|(customer, at)| {
                            number += 1;
                            (customer, at, number)
                        });
                        let rows: Vec<Row> = numbered.collect();
                        all.extend(rows.iter().copied());
                        store(&mut table, rows).await;
                    }
                    Step::Maintain(days, memory) => {
                        let memory_bytes = WRITING_BYTES + memory;
                        let options = MaintenanceOptions { memory_bytes, ..MaintenanceOptions::default() };
                        maintain_with(&lake, after(days), options).await;
                        prop_assert_eq!(rows(&lake).await, counted(all.iter().copied()));
                    }
                }
            }
            let done = maintain(&lake, after(2)).await;
            prop_assert_eq!(rows(&lake).await, counted(all.iter().copied()));
            prop_assert!(done.live_files <= 1 || done.files_merged == 0, "{:?}", done);
            // A pass that follows has nothing to do.
            let again = maintain(&lake, after(2)).await;
            prop_assert!(!again.is_something(), "{:?}", again);
            // What was laid anew is no news; who saw the first version is told of all rows, wherever they lie now.
            table.update().await.unwrap();
            let told = changed(&table, 0).await.unwrap();
            prop_assert_eq!(told.iter().map(|file| file.rows).sum::<u64>(), all.len() as u64);
            prop_assert_eq!(told.iter().collect::<Vec<_>>(), table.files().collect::<Vec<_>>());
            Ok(())
        })?;
    }
}
