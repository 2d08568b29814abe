//! The log of a real call centre: as many events as its truth says, however it is imported.

use std::io::Read;

use flate2::read::GzDecoder;

use super::*;

const LOG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/bank-1999-02/queue_log.gz");

async fn import_all(place: &Place, files: &[PathBuf]) -> Summary {
    let customer = "12345678".parse().unwrap();
    let options = ImportOptions::new(place.lake.clone(), ImportFormat::AsteriskQueueLog, files.to_vec(), customer);
    import(options).await.unwrap()
}

#[tokio::test]
async fn the_bank_comes_in_once_in_any_order() {
    if !Path::new(LOG).is_file() {
        eprintln!("SKIPPED: {LOG} is not there");
        return;
    }
    let place = Place::new().await;
    let summary = import_all(&place, &[LOG.into()]).await;
    // 31,094 joined, 27,162 offered, answered and completed, 3,932 left.
    let expected = 31_094 + 3 * 27_162 + 3_932;
    assert_eq!((summary.read, summary.stored, summary.duplicates, summary.dead_letters), (89_350, expected, 0, 0));
    let whole = place.ids().await;
    assert_eq!(whole.len() as u64, expected);
    assert_eq!(numbers(&import_all(&place, &[LOG.into()]).await), (0, 0, 0, 0));

    let mut text = String::new();
    GzDecoder::new(std::fs::File::open(LOG).unwrap()).read_to_string(&mut text).unwrap();
    let middle = text[..text.len() / 2].rfind('\n').unwrap() + 1;
    let late = place.write("late", &text[middle..]);
    let early = place.write("early", &text[..middle]);
    assert_eq!(import_all(&place, &[late.clone(), early.clone()]).await.duplicates, expected);

    let other = Place::new().await;
    let summary = import_all(&other, &[late, early]).await;
    assert_eq!((summary.stored, summary.duplicates), (expected, 0));
    assert_eq!(other.ids().await, whole);
}
