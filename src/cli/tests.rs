#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use clap::Parser;

use super::{Cli, definition};

#[test]
fn the_definition_is_sound() {
    definition().debug_assert();
}

#[test]
fn global_flags_stand_on_either_side() {
    for line in ["opkald --data d --store s check", "opkald check --data d --store s"] {
        let cli = Cli::try_parse_from(line.split(' ')).unwrap();
        assert_eq!(cli.global.data.unwrap().to_str(), Some("d"), "{line}");
        assert_eq!(cli.global.store.as_deref(), Some("s"), "{line}");
    }
}

#[test]
fn every_command_has_a_help_text() {
    for command in definition().get_subcommands() {
        assert!(command.get_about().is_some(), "{}", command.get_name());
    }
}
