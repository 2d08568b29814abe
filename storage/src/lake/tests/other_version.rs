//! Tables that another version of the program made.

use super::*;

async fn refusal(made: &TableDefinition, opened: &TableDefinition) -> String {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(folder.path().to_str().unwrap()).await.unwrap();
    lake.table(made).await.unwrap();
    lake.table(made).await.unwrap();
    lake.table(opened).await.expect_err("the table is taken").to_string()
}

fn with_type(kind: DataType) -> TableDefinition {
    let mut fields: Vec<Field> = definition().schema.fields().iter().map(|field| field.as_ref().clone()).collect();
    fields[2] = Field::new("value", kind, true);
    TableDefinition { schema: Arc::new(Schema::new(fields)), ..definition() }
}

#[tokio::test]
async fn statistics_of_another_version_name_the_remedy() {
    let fewer = TableDefinition { schema: Arc::new(definition().schema.project(&[0, 1]).unwrap()), ..definition() };
    for other in [fewer, TableDefinition { by_day: false, ..definition() }, with_type(DataType::Int32)] {
        for (made, opened) in [(&other, &definition()), (&definition(), &other)] {
            assert_eq!(
                refusal(made, opened).await,
                "table things was made by another version; remove the folders of the lake other than `events`, then run \
                 'opkald refresh --rebuild'"
            );
        }
    }
}

#[tokio::test]
async fn events_of_another_version_are_not_to_be_removed() {
    let events = crate::events::definition();
    let older = TableDefinition { by_day: false, ..events.clone() };
    let sentence = refusal(&older, &events).await;
    assert!(sentence.starts_with("table events was made by another version; "), "{sentence}");
    assert!(!sentence.contains("remove"), "{sentence}");
}
