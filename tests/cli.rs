//! The command line's own promises: settings, exit status, one sentence for every failure.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use support::{Ended, Place};

#[test]
fn settings_come_from_the_file_then_the_environment_then_flags() {
    let place = Place::new();
    place.write("opkald.toml", "data = \"from-file\"\n[query]\nmax_rows = 7\n");
    let shown = |variables: &[(&str, &str)], flags: &[&str]| {
        let mut command = place.opkald();
        command.args(flags).arg("config").envs(variables.iter().copied());
        Ended::from(command.output().unwrap()).success()
    };
    assert!(shown(&[], &[]).contains("data = \"from-file\""));
    assert!(shown(&[("OPKALD_DATA", "from-env")], &[]).contains("data = \"from-env\""));
    let flagged = shown(&[("OPKALD_DATA", "from-env")], &["--data", "from-flag"]);
    assert!(flagged.contains("data = \"from-flag\"") && flagged.contains("max_rows = 7"), "{flagged}");
}

#[test]
fn an_unknown_key_is_an_error_that_names_it() {
    let place = Place::new();
    let mut command = place.opkald();
    let sentence = Ended::from(command.arg("config").env("OPKALD_DATUM", "x").output().unwrap()).failure();
    assert!(sentence.contains("OPKALD_DATUM"), "{sentence}");
    place.write("other.toml", "[portal]\nlisten_at = \"127.0.0.1:1\"\n");
    let sentence = place.run(&["config", "--config", "other.toml"]).failure();
    assert!(sentence.contains("portal.listen_at") && sentence.contains("other.toml"), "{sentence}");
    let sentence = place.run(&["config", "--config", "none.toml"]).failure();
    assert!(sentence.contains("none.toml"), "{sentence}");
}

#[test]
fn secrets_are_masked() {
    let shown = Place::new().run(&["config", "--database", "postgres://opkald:hush@db/opkald"]).success();
    assert!(shown.contains("postgres://opkald:***@db/opkald") && !shown.contains("hush"), "{shown}");
}

#[test]
fn a_wrong_command_line_exits_with_1_and_help_with_0() {
    let place = Place::new();
    for wrong in [&["nonsense"][..], &["check", "--nonsense"], &["sql"], &[]] {
        assert_eq!(place.run(wrong).code, Some(1), "{wrong:?}");
    }
    for right in [&["--help"][..], &["ingest", "--help"], &["account", "set-pin", "--help"], &["--version"]] {
        let ended = place.run(right);
        assert!(ended.code == Some(0) && !ended.stdout.is_empty(), "{right:?}: {ended:?}");
    }
}

#[test]
fn completions_and_the_manual_know_every_command() {
    let place = Place::new();
    let manual = place.run(&["man"]).success();
    for command in
        ["demo", "serve", "ingest", "import", "refresh", "check", "maintain", "sql", "generate", "account", "config"]
    {
        assert!(manual.contains(command), "{command} is not in the manual");
    }
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(place.run(&["completions", shell]).success().contains("set-pin"), "{shell}");
    }
}

#[test]
fn a_customer_is_added_and_gets_a_pin() {
    let place = Place::new();
    place.run(&["account", "add-customer", "4711", "--name", "Bageren", "--zone", "Europe/Copenhagen"]).success();
    place.run_with_input(&["account", "set-pin", "4711"], "8246\n").success();
    let pin = place.run(&["account", "set-pin", "4711", "--random"]).success();
    assert!(pin.trim_end().len() == 6 && pin.trim_end().bytes().all(|b| b.is_ascii_digit()), "{pin}");
    assert!(place.path("opkald-data/book.sqlite").is_file());
}

#[test]
fn a_file_of_customers_is_loaded_whole_or_not_at_all() {
    let place = Place::new();
    let example = include_str!("../deploy/customer.example.toml");
    place.write("good.toml", example);
    let first = place.run(&["account", "load", "good.toml"]).success();
    assert!(first.starts_with("{\"added\":") && first.contains("\"unchanged\":0"), "{first}");
    let second = place.run(&["account", "load", "good.toml"]).success();
    assert!(second.starts_with("{\"added\":0,\"changed\":0,\"removed\":0,"), "{second}");
    place.write("bad.toml", &example.replace("\"DKK\"", "\"DKX\"").replace("language = \"da\"", "language = \"fr\""));
    let sentence = place.run(&["account", "load", "bad.toml"]).failure();
    for part in
        ["nothing of bad.toml was loaded, for 3 faults", "(1) line ", "`tariff.currency`", "(3) line ", "give da or en"]
    {
        assert!(sentence.contains(part), "{part} is not in: {sentence}");
    }
    assert!(place.run(&["account", "load", "none.toml"]).failure().contains("cannot read none.toml"));
}

#[test]
fn the_account_book_refuses_with_a_sentence() {
    let place = Place::new();
    let unknown = place.run(&["account", "set-pin", "99", "8246"]).failure();
    assert!(unknown.contains("customer 99 is not in the account book"), "{unknown}");
    place.run(&["account", "add-customer", "99"]).success();
    assert!(place.run(&["account", "set-pin", "99", "12"]).failure().contains("4 to 16 digits"));
    place.write("opkald-data-is-a-file", "");
    let in_a_file = place.run(&["--data", "opkald-data-is-a-file", "account", "add-customer", "1"]).failure();
    assert!(in_a_file.contains("opkald-data-is-a-file"), "{in_a_file}");
    assert_eq!(place.run(&["account", "add-customer", "12a"]).code, Some(1));
    assert_eq!(place.run(&["account", "add-customer", "1", "--zone", "Europe/Atlantis"]).code, Some(1));
}

#[test]
fn asking_where_nothing_was_stored_says_so() {
    let place = Place::new();
    for command in [&["check"][..], &["refresh"], &["sql", "SELECT 1"]] {
        let sentence = place.run(command).failure();
        assert!(sentence.contains("there is no data in opkald-data/lake yet"), "{sentence}");
    }
}
