//! Charges that a person has worked out.

use super::*;
use crate::book::LineKind;
use crate::money::tariff::{Free, Unrated};

const PEAK: &str = "[[tariff.band]]\nid = \"peak\"\ntimes = [\"mon-fri 08:00-18:00\"]\n[[tariff.band]]\nid = \"off\"\n\
    times = [\"mon-fri 00:00-08:00\", \"mon-fri 18:00-24:00\", \"sat,sun,holiday\"]\n";

#[track_caller]
fn costs(rate: &str, cases: &[(u64, &str)]) {
    let mut desk = Desk::new(calls(rate));
    for (seconds, amount) in cases {
        assert_eq!(desk.amount(&call(*seconds)), *amount, "{seconds} s at {rate}");
    }
}

#[test]
fn the_three_published_cases() {
    costs(
        "connect = \"0.4\"\nsteps = [{ per_minute = \"0.2\", increment_seconds = 60 }, { from_seconds = 60, per_minute = \"0.1\" }]",
        &[(120, "0.7000")],
    );
    costs("steps = [{ per_minute = \"0.1\" }]", &[(180, "0.3000")]);
    costs(
        "connect = \"0.2\"\nsteps = [{ per_minute = \"0.1\", increment_seconds = 60 }, { from_seconds = 60, per_minute = \"0.05\" }]",
        &[(90, "0.3250")],
    );
}

#[test]
fn cases_that_other_programs_get_wrong() {
    costs(
        "connect = \"0.4\"\nsteps = [{ per_minute = \"0.2\", increment_seconds = 60 }, { from_seconds = 60, per_minute = \"0.1\" }]",
        &[(85, "0.6417"), (20, "0.6000"), (0, "0.0000")],
    );
    costs(
        "connect = \"0.8\"\nsteps = [{ per_minute = \"0.4\", increment_seconds = 30 }, { from_seconds = 60, per_minute = \"0.2\", increment_seconds = 10 }]",
        &[(85, "1.3000"), (90, "1.3000")],
    );
    costs(
        "steps = [{ per_minute = \"0.006\", increment_seconds = 30 }, { from_seconds = 30, per_minute = \"0.006\", increment_seconds = 6 }]",
        &[(32, "0.0036"), (57, "0.0060"), (75, "0.0078")],
    );
    costs("maximum = \"0.62\"\nsteps = [{ per_minute = \"0.6\" }]", &[(50, "0.5000"), (70, "0.6200")]);
    costs("steps = [{ per_minute = \"60\" }]", &[(90, "90.0000")]);
}

#[test]
fn a_call_over_a_price_boundary_is_split_there() {
    let rates = "[[tariff.rate]]\nservice = \"call\"\ngroups = [\"dk\"]\nbands = [\"peak\"]\nconnect = \"0.50\"\nsteps = [{ per_minute = \"0.60\", increment_seconds = 60 }]\n\
        [[tariff.rate]]\nservice = \"call\"\ngroups = [\"dk\"]\nbands = [\"off\"]\nconnect = \"9\"\nsteps = [{ per_minute = \"0.06\", increment_seconds = 1 }]\n";
    let mut desk = Desk::new(tariff(&format!("{PEAK}{rates}")));
    // 17:58:30 to 18:01:30: 90 s of peak are two minutes, and 90 s after it are 90.
    let over = Use { from_us: us("2026-06-03T15:58:30Z"), ..call(180) };
    assert_eq!(desk.amount(&over), "1.7900");
    // The second before eight and the second after: the fee is that of the beginning.
    let into = Use { from_us: us("2026-06-03T05:59:59Z"), ..call(2) };
    assert_eq!(desk.amount(&into), "9.6010");
    // Whit Monday is no weekday.
    let holiday = Use { from_us: us("2026-05-25T10:00:00Z"), ..call(60) };
    assert_eq!(desk.amount(&holiday), "9.0600");
}

#[test]
fn an_old_month_keeps_its_prices_and_a_call_over_midnight_has_both() {
    let old = calls("steps = [{ per_minute = \"1\", increment_seconds = 60 }]");
    let new = Tariff { valid_from: "2026-07-01".parse().unwrap(), ..calls("steps = [{ per_minute = \"0.10\" }]") };
    let mut desk = Desk { timeline: timeline(vec![new, old]), meter: Meter::default() };
    let at = |instant: &str| Use { from_us: us(instant), ..call(60) };
    assert_eq!(desk.amount(&at("2026-06-30T21:00:00Z")), "1.0000");
    assert_eq!(desk.amount(&at("2026-06-30T21:59:30Z")), "1.0500");
    assert_eq!(desk.amount(&at("2026-06-30T22:00:00Z")), "0.1000");
    assert_eq!(desk.charge(&at("2025-12-31T22:59:59Z")).why, Why::Unrated(Unrated::NoTariff));
}

const ALLOWING: &str = "[[tariff.rate]]\nservice = \"call\"\ngroups = [\"dk\"]\nconnect = \"0.40\"\nsteps = [{ per_minute = \"0.60\" }]\n\
    [[tariff.rate]]\nservice = \"data\"\nzones = [\"home\", \"rest\"]\nsteps = [{ per_megabyte = \"0.50\", increment_kilobytes = 10 }]\n\
    [[tariff.plan]]\nid = \"p\"\nprice = \"10\"\n[[tariff.plan.allowance]]\nservice = \"call\"\nminutes = 2\n\
    [[tariff.plan.allowance]]\nservice = \"data\"\nmegabytes = 1\n[[tariff.addon]]\nid = \"a\"\nprice = \"5\"\n\
    [[tariff.addon.allowance]]\nservice = \"call\"\nminutes = 1\n";

#[test]
fn what_is_included_is_used_first_and_in_the_order_of_time() {
    let tariff = tariff(ALLOWING);
    let plans = tariff.plans.clone();
    let mut desk = Desk::new(tariff).with_plans(&plans);
    // 100 s of the plan's 120; then the plan's last 20 and 40 of the add-on's 60; then its last 20 and 10 s that are paid,
    // without a fee, since the call began within the allowance; then all is paid.
    let amounts: Vec<_> = [100, 60, 30, 30].map(|seconds| desk.amount(&call(seconds))).into();
    assert_eq!(amounts, ["0.0000", "0.0000", "0.1000", "0.7000"]);
    // A part of a second is a second of an allowance.
    let mut desk = Desk::new(self::tariff(ALLOWING)).with_plans(&plans[..1]);
    let short = Use { quantity: 1, ..call(0) };
    assert_eq!([desk.amount(&short), desk.amount(&call(119)), desk.amount(&call(1))], ["0.0000", "0.0000", "0.4100"]);
}

#[test]
fn data_are_paid_by_what_is_begun_and_messages_by_the_piece() {
    let tariff = tariff(ALLOWING);
    let plans = tariff.plans.clone();
    let mut desk = Desk::new(tariff).with_plans(&plans);
    let data = |quantity, country: Option<&'static str>| Use {
        service: Service::Data,
        number: None,
        country: country.map(Cow::Borrowed),
        quantity,
        ..call(0)
    };
    // 1,000,001 bytes: a megabyte is included, and one byte is ten kilobytes.
    assert_eq!(desk.amount(&data(1_000_001, None)), "0.0050");
    assert_eq!(desk.amount(&data(2_000_000, Some("US"))), "1.0000");
    assert_eq!(desk.charge(&data(1, Some("SE"))).why, Why::Unrated(Unrated::NoRate));
}

#[test]
fn a_tier_begins_after_so_much_of_the_month() {
    let tiers = "steps = [{ per_minute = \"1\" }]\n[[tariff.rate]]\nservice = \"call\"\ngroups = [\"dk\"]\nafter_minutes = 2\nsteps = [{ per_minute = \"0.5\", increment_seconds = 60 }]\n";
    let mut desk = Desk::new(calls(tiers));
    // 100 s; then 20 s to the tier and 10 s that are a minute of it; then a minute of it.
    assert_eq!([100, 30, 1].map(|seconds| desk.amount(&call(seconds))), ["1.6667", "0.8333", "0.5000"]);
}

/// A version without tiers may come before one that has them, within a month.
#[test]
fn what_an_older_version_charged_counts_for_the_tiers_of_a_newer_one() {
    let old = calls("steps = [{ per_minute = \"1\" }]");
    let tiers = "steps = [{ per_minute = \"1\" }]\n[[tariff.rate]]\nservice = \"call\"\ngroups = [\"dk\"]\nafter_minutes = 2\nsteps = [{ per_minute = \"0.5\" }]\n";
    let new = Tariff { valid_from: "2026-06-15".parse().unwrap(), ..calls(tiers) };
    let mut desk = Desk { timeline: timeline(vec![old, new]), meter: Meter::default() };
    assert_eq!(desk.amount(&call(120)), "2.0000");
    let later = Use { from_us: us("2026-06-16T10:00:00Z"), ..call(60) };
    assert_eq!(desk.amount(&later), "0.5000");
}

#[test]
fn numbers_have_the_price_of_what_they_are() {
    let rates = "[[tariff.rate]]\nservice = \"call\"\ngroups = [\"dk\"]\nsteps = [{ per_minute = \"1\" }]\n\
        [[tariff.group]]\nid = \"own\"\nown = [\"mobile\"]\n[[tariff.rate]]\nservice = \"call\"\ngroups = [\"own\"]\nsteps = [{ per_minute = \"0.25\" }]\n";
    let mut desk = Desk::new(tariff(rates));
    let to = |number: &'static str, own| Use { number: Some(Cow::Borrowed(number)), own, ..call(60) };
    assert_eq!(desk.amount(&to("+4520304050", None)), "1.0000");
    assert_eq!(desk.amount(&to("+4520304050", Some(LineKind::Mobile))), "0.2500");
    assert_eq!(desk.amount(&to("+4570101010", Some(LineKind::Local))), "1.0000");
    assert_eq!(desk.charge(&to("112", None)).why, Why::Free(Free::Emergency));
    assert_eq!(desk.charge(&to("+4580808080", None)).why, Why::Free(Free::TollFree));
    assert_eq!(desk.charge(&to("+80012345678", None)).why, Why::Free(Free::TollFree));
    assert_eq!(desk.charge(&to("+45112", None)).why, Why::Free(Free::Emergency));
    let abroad = Use { country: Some(Cow::Borrowed("US")), ..to("911", None) };
    assert_eq!(desk.charge(&abroad).why, Why::Free(Free::Emergency));
    assert_eq!(desk.charge(&to("+4590909090", None)).why, Why::Unrated(Unrated::NotMarkedPremium));
    assert_eq!(desk.charge(&to("+4670123456", None)).why, Why::Unrated(Unrated::NoGroup));
}

#[test]
fn a_call_that_is_taken_abroad_costs_where_a_rate_says_so() {
    let rates = "[[tariff.rate]]\nservice = \"call\"\ngroups = [\"dk\"]\nsteps = [{ per_minute = \"1\" }]\n\
        [[tariff.rate]]\nservice = \"received\"\nzones = [\"rest\"]\nsteps = [{ per_minute = \"6\", increment_seconds = 30 }]\n";
    let mut desk = Desk::new(tariff(rates));
    let taken = |country: Option<&'static str>| Use {
        service: Service::Received,
        number: None,
        country: country.map(Cow::Borrowed),
        ..call(31)
    };
    assert_eq!(desk.charge(&taken(None)).why, Why::Taken);
    assert_eq!(desk.charge(&taken(Some("SE"))).why, Why::Taken);
    assert_eq!(desk.amount(&taken(Some("US"))), "6.0000");
}

#[test]
fn what_the_network_told_goes_before_the_tariff_and_takes_no_allowance() {
    let tariff = tariff(ALLOWING);
    let plans = tariff.plans.clone();
    let mut desk = Desk::new(tariff).with_plans(&plans[..1]);
    let told = Use { told: Some(("1.23456".parse().unwrap(), Currency::DKK)), ..call(120) };
    assert_eq!((desk.amount(&told), desk.amount(&call(120))), ("1.2346".into(), "0.0000".into()));
}
