#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::load::combine;
use super::{Config, LogFormat, mask};

fn of(file: &str, variables: &[(&str, &str)]) -> anyhow::Result<Config> {
    let owned = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
    let file = Some(("opkald.toml".to_owned(), file.to_owned()));
    combine(file, variables.iter().map(owned))
}

fn refusal(file: &str, variables: &[(&str, &str)]) -> String {
    of(file, variables).unwrap_err().to_string()
}

#[test]
fn the_environment_goes_over_the_file_and_the_file_over_the_defaults() {
    let file = "data = \"from-file\"\n[ingest]\ncommit_mib = 64\ncommit_seconds = 2";
    let config = of(file, &[("OPKALD_INGEST_COMMIT_MIB", "128"), ("OPKALD_LOG_FORMAT", "json")]).unwrap();
    assert_eq!(config.data.to_str(), Some("from-file"));
    assert_eq!(config.ingest.commit_mib, 128);
    assert!((config.ingest.commit_seconds - 2.0).abs() < f64::EPSILON);
    assert_eq!(config.log.format, LogFormat::Json);
    assert_eq!(config.query.max_rows, Config::default().query.max_rows);
}

#[test]
fn an_unknown_key_is_named_with_its_source() {
    assert_eq!(refusal("[ingest]\nmemory = 1", &[]), "unknown key `ingest.memory` in opkald.toml");
    assert_eq!(refusal("", &[("OPKALD_DATE", "x")]), "unknown key `OPKALD_DATE` in the environment");
    assert!(of("", &[("OTHER", "x"), ("OPKALD_CONFIG", "f")]).is_ok());
}

#[test]
fn a_value_of_the_wrong_kind_is_named() {
    let file = refusal("[query]\nmax_rows = \"many\"", &[]);
    assert_eq!(file, "`query.max_rows` in opkald.toml must be a whole number, not \"many\"");
    let variable = refusal("", &[("OPKALD_PORTAL_HTTPS", "perhaps")]);
    assert!(variable.contains("OPKALD_PORTAL_HTTPS") && variable.contains("true or false"), "{variable}");
    let unknown = refusal("[log]\nformat = \"xml\"", &[]);
    assert!(unknown.contains("log.format") && unknown.contains("xml"), "{unknown}");
    let address = refusal("[portal]\nlisten = \"8080\"", &[]);
    assert!(address.contains("portal.listen"), "{address}");
    assert!(refusal("data = \"x\"\n= 3", &[]).starts_with("line 2 of opkald.toml is no TOML"));
    assert!(of("[ingest]\ncommit_mib = 0", &[]).unwrap().check().is_err());
}

#[test]
fn settings_that_do_not_fit_each_other_are_refused() {
    let fault = |text: &str| of(text, &[]).unwrap().check().unwrap_err().to_string();
    let login = fault("[kafka]\nusername = \"u\"\npassword = \"p\"");
    assert!(login.contains("kafka.security_protocol") && !login.contains("\"p\""), "{login}");
    assert!(fault("[kafka]\nsecurity_protocol = \"tls\"").contains("sasl_ssl"));
    assert!(fault("[kafka]\nca_file = \"ca.pem\"").contains("encrypts nothing"));
    assert!(fault("[ingest]\nmax_refused_percent = 101").contains("ingest.max_refused_percent"));
    let fits =
        "[kafka]\nsecurity_protocol = \"SASL_SSL\"\nsasl_mechanism = \"PLAIN\"\nusername = \"u\"\nca_file = \"ca.pem\"";
    of(fits, &[]).unwrap().check().unwrap();
}

#[test]
fn what_is_shown_can_be_read_again_and_bears_no_secret() {
    let database = "postgres://opkald:tea@db/opkald?password=milk".into();
    let mut config = Config { database, ..Config::default() };
    config.kafka.password = opkald_pipeline::Secret::new("sugar");
    let shown = config.shown().unwrap();
    for secret in ["tea", "milk", "sugar"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert!(of(&shown, &[]).is_ok());
    assert_eq!(mask::secrets("s3://bucket/lake"), "s3://bucket/lake");
    assert_eq!(mask::secrets("/a/folder@home"), "/a/folder@home");
}

#[test]
fn there_are_no_more_keys_than_a_person_can_read() {
    let table = toml::Table::try_from(Config::default()).unwrap();
    let keys: usize = table.values().map(|v| v.as_table().map_or(1, toml::Table::len)).sum();
    assert!(keys <= 40, "{keys}");
}

#[test]
fn the_example_file_holds_every_key_with_its_default() {
    let example = include_str!("../../deploy/opkald.toml");
    let told = toml::Table::try_from(of(example, &[]).unwrap()).unwrap();
    assert_eq!(told, toml::Table::try_from(Config::default()).unwrap());
    assert_eq!(example.parse::<toml::Table>().unwrap(), told, "a key is missing in the example");
}
