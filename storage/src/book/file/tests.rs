#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::AccountFile;

/// The smallest tariff that can be charged by.
const TARIFF: &str = r#"
[[tariff]]
id = "t"
name = "T"
valid_from = 2026-01-01
currency = "DKK"
[[tariff.group]]
id = "dk"
prefixes = ["+45"]
[[tariff.rate]]
service = "call"
groups = ["dk"]
steps = [{ per_minute = "0.25" }]
"#;

fn faults(text: &str) -> Vec<String> {
    match AccountFile::read(text) {
        Ok(_) => Vec::new(),
        Err(faults) => faults.iter().map(ToString::to_string).collect(),
    }
}

/// The faults of the small tariff with something replaced.
fn faults_with(from: &str, to: &str) -> Vec<String> {
    assert!(TARIFF.contains(from), "{from:?}");
    faults(&TARIFF.replace(from, to))
}

#[track_caller]
fn assert_one(faults: &[String], parts: &[&str]) {
    assert_eq!(faults.len(), 1, "{faults:#?}");
    for part in parts {
        assert!(faults[0].contains(part), "{part:?} is not in {}", faults[0]);
    }
}

#[test]
fn a_small_tariff_is_fine() {
    assert_eq!(faults(TARIFF), [""; 0]);
    // A price may be written as a number; it is read from its digits.
    let file = AccountFile::read(&TARIFF.replace("\"0.25\"", "0.30000000000000000")).unwrap();
    assert_eq!(file.tariffs[0].what.terms.rates[0].steps[0].price.to_string(), "0.30");
}

#[test]
fn each_fault_is_told_by_line_key_and_remedy() {
    let read = |from, to| faults_with(from, to);
    assert_one(
        &read("\"DKK\"", "\"DKX\""),
        &["line 6", "`tariff.currency`", "\"DKX\" is no currency", "give an ISO 4217"],
    );
    assert_one(
        &read("\"0.25\"", "\"-0.25\""),
        &["line 13", "`tariff.rate.steps.per_minute`", "below nothing", "0 or more"],
    );
    assert_one(&read("\"0.25\"", "\"0,25\""), &["line 13", "per_minute", "is no price", "such as 0.25"]);
    assert_one(&read("2026-01-01", "\"soon\""), &["line 5", "`tariff.valid_from`", "is no day", "such as 2026-01-01"]);
    assert_one(&read("id = \"t\"\n", ""), &["line 2", "`tariff.id`", "it is missing"]);
    assert_one(
        &read("name = \"T\"", "name = \"T\"\ncolour = \"red\""),
        &["line 5", "`tariff.colour`", "no such key", "valid_from"],
    );
    assert_one(&read("[\"dk\"]", "[\"dk\", \"se\"]"), &["line 12", "`tariff.rate.groups`", "no group \"se\""]);
    assert_one(&read("\"+45\"", "\"45x\""), &["line 9", "`tariff.group.prefixes`", "is no prefix"]);
    assert_one(&read("\"call\"", "\"fax\""), &["line 11", "\"fax\" is no service"]);
    assert_one(
        &read("{ per_minute", "{ from_seconds = 5, per_minute"),
        &["line 13", "`tariff.rate.steps.from_seconds`", "a gap: nothing is said up to second 5"],
    );
    assert_one(&read("prefixes = [\"+45\"]", "prefixes = \"+45\""), &["line 9", "must be a list"]);
}

#[test]
fn gaps_and_overlaps_are_refused() {
    let extra = |text: &str| faults(&format!("{TARIFF}{text}"));
    let rate = "[[tariff.rate]]\nservice = \"call\"\ngroups = [\"dk\"]\nsteps = [{ per_minute = \"1\" }]\n";
    assert_one(&extra(rate), &["line 15", "an overlap", "\"call\" to \"dk\" in the zone \"home\"", "rate 1"]);
    assert_one(
        &extra("[[tariff.group]]\nid = \"x\"\nprefixes = [\"+46\"]\n"),
        &["line 15", "a gap: no rate is for the group \"x\""],
    );
    let second = "[[tariff.group]]\nid = \"x\"\nprefixes = [\"+45\"]\n[[tariff.rate]]\nservice = \"sms\"\ngroups = [\"x\"]\nsteps = [{ per_message = \"1\" }]\n";
    assert_one(
        &extra(second),
        &["line 16", "`tariff.group.prefixes`", "an overlap: +45 is in the group \"dk\" already"],
    );
    assert_one(
        &extra("[[tariff.band]]\nid = \"day\"\ntimes = [\"mon-sun\"]\n"),
        &["`tariff.band`", "a gap: no band holds holiday"],
    );
    let bands = "[[tariff.band]]\nid = \"a\"\ntimes = [\"mon-sun\", \"holiday\"]\n[[tariff.band]]\nid = \"b\"\ntimes = [\"sun 12:00-13:00\"]\n";
    assert_one(
        &extra(bands),
        &["line 19", "`tariff.band.times`", "an overlap: sun 12:00-13:00 lies in \"a\" and \"b\""],
    );
    let tier = "[[tariff.rate]]\nservice = \"data\"\nafter_megabytes = 5\nsteps = [{ per_megabyte = \"1\" }]\n";
    assert_one(
        &extra(tier),
        &[
            "line 16",
            "`tariff.rate.after_megabytes`",
            "a gap: \"data\" in the zone \"home\" has a price for more, and none from the start",
        ],
    );
}

#[test]
fn a_rate_must_be_there_in_every_band() {
    let banded = TARIFF.replace("groups = [\"dk\"]\n", "groups = [\"dk\"]\nbands = [\"peak\"]\n")
        + "[[tariff.band]]\nid = \"peak\"\ntimes = [\"mon-fri\"]\n[[tariff.band]]\nid = \"rest\"\ntimes = [\"sat,sun,holiday\"]\n";
    assert_one(&faults(&banded), &["line 13", "`tariff.rate.bands`", "has no price in the band \"rest\""]);
}

#[test]
fn all_faults_are_told_at_once_in_the_order_of_their_lines() {
    let text = TARIFF.replace("\"DKK\"", "\"XXY\"").replace("\"+45\"", "\"+\"").replace("\"0.25\"", "\"x\"");
    let customer = "[[customer]]\nname = \"N\"\nlanguage = \"fr\"\nvat_percent = 125\n[[customer.mobile]]\nnumber = \"x\"\nuser_email = \"nobody\"\nsim = [{ icc = \"12\" }]\n";
    let told = faults(&(text + customer));
    let keys: Vec<_> = told.iter().map(|fault| fault.split('`').nth(1).unwrap()).collect();
    let expected = [
        "tariff.currency",
        "tariff.group.prefixes",
        "tariff.rate.steps.per_minute",
        "customer.number",
        "customer.language",
        "customer.vat_percent",
        "customer.mobile.number",
        "customer.mobile.user_email",
        "customer.mobile.sim.icc",
    ];
    assert_eq!(keys, expected, "{told:#?}");
}

/// What could not be read does not hide what is wrong beside it.
#[test]
fn a_gap_an_overlap_a_negative_price_and_an_unknown_currency_are_told_together() {
    let rate =
        "[[tariff.rate]]\nservice = \"call\"\ngroups = [\"dk\"]\nconnect = \"x\"\nsteps = [{ per_minute = \"-1\" }]\n";
    let group = "[[tariff.group]]\nid = \"x\"\nprefixes = [\"+46\"]\n";
    let told =
        faults(&format!("{TARIFF}{rate}{group}").replace("\"DKK\"", "\"XXY\"").replace("2026-01-01", "\"soon\""));
    let expected = [
        ("line 5, `tariff.valid_from`", "is no day"),
        ("line 6, `tariff.currency`", "is no currency"),
        ("line 15, `tariff.rate.service`", "an overlap"),
        ("line 17, `tariff.rate.connect`", "is no price"),
        ("line 18, `tariff.rate.steps.per_minute`", "below nothing"),
        ("line 20, `tariff.group.id`", "a gap: no rate is for the group \"x\""),
    ];
    assert_eq!(told.len(), expected.len(), "{told:#?}");
    for (told, (place, what)) in told.iter().zip(expected) {
        assert!(told.starts_with(place) && told.contains(what), "{place} {what} is not {told}");
    }
}

/// What rests on something that could not be read is not told: it may be right.
#[test]
fn nothing_is_told_of_what_rests_on_what_could_not_be_read() {
    let band = "[[tariff.band]]\nid = \"day\"\ntimes = [\"mon-sun\"]\n[[tariff.band]]\nid = \"b\"\ntimes = [\"nie\"]\n";
    let banded = TARIFF.replace("groups = [\"dk\"]", "groups = [\"dk\"]\nbands = [\"b\"]");
    assert_one(&faults(&format!("{banded}{band}")), &["line 20", "`tariff.band.times`"]);
    // Two that have times themselves overlap all the same.
    let third = "[[tariff.band]]\nid = \"c\"\ntimes = [\"sun 12:00-13:00\"]\n";
    let told = faults(&format!("{banded}{band}{third}"));
    assert!(told.len() == 2 && told[1].contains("line 23, `tariff.band.times`: an overlap"), "{told:#?}");
}

#[test]
fn faults_of_steps_allowances_and_addons_are_told_where_they_stand() {
    let rate = "[[tariff.rate]]\nservice = \"sms\"\ngroups = [\"dk\"]\nsteps = [{ per_message = \"1\" }]\n";
    let steps = TARIFF.replace(
        "steps = [{ per_minute = \"0.25\" }]",
        "steps = [\n{ per_minute = \"1\" },\n{ from_seconds = 0, per_minute = \"1\" },\n]",
    );
    let addon = "[[tariff.addon]]\nid = \"a\"\nprice = \"1\"\n[[tariff.addon.allowance]]\nservice = \"sms\"\nmessages = 0\ngroups = [\"se\"]\n";
    let told = faults(&format!("{steps}{rate}{addon}{}", addon.split("[[tariff.addon.allowance]]").next().unwrap()));
    let expected = [
        "line 15, `tariff.rate.steps.from_seconds`: an overlap",
        "line 26, `tariff.addon.allowance.messages`: an allowance of nothing",
        "line 27, `tariff.addon.allowance.groups`: there is no group \"se\"",
        "line 29, `tariff.addon.id`: a second addon called \"a\"",
    ];
    assert_eq!(told.len(), expected.len(), "{told:#?}");
    for (told, expected) in told.iter().zip(expected) {
        assert!(told.starts_with(expected), "{expected} is not {told}");
    }
}

#[test]
fn what_is_no_toml_is_told_by_line() {
    let told = faults("[[tariff]]\nid = \"t\nname = 5 5\n");
    assert!(told.iter().all(|fault| fault.contains("this is no TOML")) && told[0].starts_with("line 2"), "{told:#?}");
    assert_one(&faults("customer = 5\n"), &["line 1", "`customer`", "[[customer]]"]);
}
