//! What the customers of tangles pay by: tariffs in which what comes late decides about what follows.

use chrono_tz::Tz;
use opkald_storage::book::AccountFile;

/// A tariff with a fee, steps, bands, a tier and a maximum; allowances that are used up; nothing for Sweden, nor for short
/// numbers.
const TARIFF: &str = r#"
[[tariff]]
id = "t"
name = "T"
valid_from = 2026-01-01
currency = "DKK"
holidays = "DK"
[[tariff.band]]
id = "day"
times = ["mon-fri 08:00-18:00"]
[[tariff.band]]
id = "night"
times = ["mon-fri 00:00-08:00", "mon-fri 18:00-24:00", "sat,sun,holiday"]
[[tariff.group]]
id = "own"
name = "Own"
own = ["mobile"]
[[tariff.group]]
id = "dk"
name = "Denmark"
prefixes = ["+45"]
[[tariff.rate]]
service = "call"
groups = ["own"]
steps = [{ per_minute = "0.05" }]
[[tariff.rate]]
service = "call"
groups = ["dk"]
bands = ["day"]
connect = "0.40"
steps = [{ per_minute = "0.20", increment_seconds = 60 }, { from_seconds = 120, per_minute = "0.10" }]
maximum = "25"
[[tariff.rate]]
service = "call"
groups = ["dk"]
bands = ["night"]
steps = [{ per_minute = "0.08" }]
[[tariff.rate]]
service = "call"
groups = ["dk"]
after_minutes = 60
steps = [{ per_minute = "0.03" }]
[[tariff.rate]]
service = "call"
groups = ["own", "dk"]
zones = ["rest"]
connect = "2.50"
steps = [{ per_minute = "11.00", increment_seconds = 30 }]
[[tariff.rate]]
service = "received"
zones = ["rest"]
steps = [{ per_minute = "6.00", increment_seconds = 30 }]
[[tariff.rate]]
service = "sms"
groups = ["own", "dk"]
zones = ["home", "rest"]
steps = [{ per_message = "0.20" }]
[[tariff.rate]]
service = "data"
zones = ["home", "rest"]
steps = [{ per_megabyte = "0.50", increment_kilobytes = 10 }]
[[tariff.plan]]
id = "p"
name = "P"
price = "99.00"
[[tariff.plan.allowance]]
service = "call"
minutes = 45
[[tariff.plan.allowance]]
service = "data"
megabytes = 1
zones = ["home", "rest"]
[[tariff.addon]]
id = "a"
name = "A"
price = "9.00"
[[tariff.addon.allowance]]
service = "sms"
messages = 2
groups = ["dk"]
"#;

/// The customers with that tariff, each with a mobile that has a plan, and one that has none.
pub(crate) fn account_file(customers: &[(String, Tz)]) -> AccountFile {
    let customer = |(number, zone): &(String, Tz)| {
        format!(
            "[[customer]]\nnumber = \"{number}\"\nname = \"C\"\nzone = \"{}\"\n[[customer.tariff]]\nid = \"t\"\n\
             from = \"2026-01\"\n[[customer.mobile]]\nnumber = \"+4570000000\"\nname = \"A\"\n\
             plan = [{{ id = \"p\", from = \"2026-01\" }}]\naddon = [{{ id = \"a\", from = \"2026-10\", until = \"2026-11\" }}]\n\
             [[customer.mobile]]\nnumber = \"+4570000001\"\nname = \"B\"\n",
            zone.name()
        )
    };
    let text = TARIFF.to_owned() + &customers.iter().map(customer).collect::<String>();
    AccountFile::read(&text).unwrap_or_else(|faults| panic!("{faults:?}"))
}
