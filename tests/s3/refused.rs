//! A store that will not do is refused in one sentence that names the thing and the remedy.

use std::time::{Duration, Instant};

use crate::s3::{Between, Bucket, Fate, Server};
use crate::support::{Ended, Place};

/// What the binary says when it is to store something in a bucket.
fn refusal(bucket: &Bucket, change: impl FnOnce(&mut std::process::Command)) -> String {
    let place = Place::new();
    let mut command = place.opkald();
    bucket.set(&mut command, "lake");
    command.args(["ingest", "--once", "-"]).stdin(std::process::Stdio::null());
    change(&mut command);
    Ended::from(command.output().unwrap()).failure()
}

#[test]
fn a_bucket_that_is_not_there_is_named() {
    let Some(server) = Server::shared() else { return };
    let sentence = refusal(&server.bucket(), |command| {
        command.env("OPKALD_STORE", "s3://nowhere/lake");
    });
    let named =
        format!("s3://nowhere/lake/: there is no bucket nowhere at http://127.0.0.1:{}; make it", server.port());
    assert!(sentence.contains(&named), "{sentence}");
}

#[test]
fn wrong_keys_are_told_and_not_shown() {
    let Some(server) = Server::shared() else { return };
    for variable in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] {
        let sentence = refusal(&server.bucket(), |command| {
            command.env(variable, "hush");
        });
        assert!(sentence.contains("does not take the keys") && sentence.contains(variable), "{sentence}");
        assert!(!sentence.contains("hush"), "{sentence}");
    }
    // Where there are none, a machine in a cloud is asked for them; here nobody listens.
    let sentence = refusal(&server.bucket(), |command| {
        command.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY");
        command.env("AWS_METADATA_ENDPOINT", "http://127.0.0.1:9");
    });
    assert!(sentence.contains("there are no keys") && sentence.contains("set AWS_ACCESS_KEY_ID"), "{sentence}");
}

#[test]
fn an_endpoint_that_is_not_there_is_told_in_bounded_time() {
    let Some(server) = Server::shared() else { return };
    let began = Instant::now();
    let sentence = refusal(&server.bucket(), |command| {
        command.env("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    });
    assert!(
        sentence.contains("http://127.0.0.1:9 cannot be reached") && sentence.contains("AWS_ENDPOINT_URL"),
        "{sentence}"
    );
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
}

#[test]
fn a_store_that_lets_a_second_put_win_is_refused_before_anything_is_kept_there() {
    let Some(server) = Server::shared() else { return };
    let bucket = server.bucket();
    // To whoever comes, it says that he came first.
    let heedless =
        Between::start(
            server.port(),
            |request| {
                if request.has_condition { Fate::LandsAndIsTold(200) } else { Fate::Passes }
            },
        );
    let sentence = refusal(&bucket.through(heedless.port()), |_| {});
    assert!(sentence.contains("replaces an object though it is put on the condition"), "{sentence}");
    assert!(sentence.contains("choose a store with conditional writes"), "{sentence}");
    assert_eq!(files(&bucket), Vec::<String>::new(), "something is kept there");
}

#[test]
fn a_store_that_does_not_know_the_condition_is_refused() {
    let Some(server) = Server::shared() else { return };
    let old =
        Between::start(server.port(), |request| if request.has_condition { Fate::IsTold(501) } else { Fate::Passes });
    let sentence = refusal(&server.bucket().through(old.port()), |_| {});
    assert!(sentence.contains("does not know puts on the condition"), "{sentence}");
}

#[test]
fn keys_without_a_right_are_told_which() {
    let Some(server) = Server::shared() else { return };
    for (method, right) in [("PUT", "s3:PutObject"), ("DELETE", "s3:DeleteObject")] {
        let guarded = Between::start(server.port(), move |request| {
            let is_refused = request.method == method || method == "DELETE" && request.method == "POST";
            if is_refused { Fate::IsTold(403) } else { Fate::Passes }
        });
        let sentence = refusal(&server.bucket().through(guarded.port()), |_| {});
        assert!(sentence.contains(right), "{method}: {sentence}");
    }
}

#[test]
fn reading_where_nothing_was_stored_says_so_and_makes_nothing() {
    let Some(server) = Server::shared() else { return };
    let (place, bucket) = (Place::new(), server.bucket());
    for arguments in [&["check"][..], &["refresh"], &["maintain"], &["sql", "SELECT 1"], &["dead-letters", "list"]] {
        let mut command = place.opkald();
        bucket.set(&mut command, "lake");
        let sentence = Ended::from(command.args(arguments).output().unwrap()).failure();
        let told = format!("there is no data in {} yet", bucket.address("lake"));
        assert!(sentence.contains(&told) && sentence.contains("--store names another place"), "{sentence}");
    }
    assert_eq!(files(&bucket), Vec::<String>::new());
}

/// What lies in a bucket.
fn files(bucket: &Bucket) -> Vec<String> {
    let mut folders = vec![bucket.folder.clone()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path.display().to_string()) }
        }
    }
    files
}
