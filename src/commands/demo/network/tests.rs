#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;

use super::Network;

#[test]
fn a_world_goes_on_where_it_was() {
    let data = tempfile::tempdir().unwrap();
    let first = Network::begin(data.path()).unwrap();
    let until = first.plan().until;
    drop(first);
    assert_eq!(Network::begin(data.path()).unwrap().plan().until, until);
}

#[test]
fn a_folder_holds_one_demo_at_a_time() {
    let data = tempfile::tempdir().unwrap();
    let first = Network::begin(data.path()).unwrap();
    let refused = Network::begin(data.path()).unwrap_err().to_string();
    assert!(refused.contains("another demo works in"), "{refused}");
    drop(first);
    assert!(Network::begin(data.path()).is_ok());
}

#[test]
fn live_traffic_goes_on_after_the_last_whole_line() {
    let data = tempfile::tempdir().unwrap();
    let network = Network::begin(data.path()).unwrap();
    assert_eq!(network.live_file().unwrap().told_until, network.plan().until);
    let later = "{\"time\":\"2999-01-01T00:00:00Z\"}\n";
    let path = network.live_file().unwrap().path().to_owned();
    fs::write(&path, format!("{later}{{\"time\":\"2999-01-02T")).unwrap();
    let file = network.live_file().unwrap();
    assert_eq!(file.told_until, 32_472_144_000_000_000);
    assert_eq!(fs::read_to_string(path).unwrap(), later);
}
