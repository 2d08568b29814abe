//! Mobiles with their costs, and what each used with how its price came about.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::given::Portal;
use super::usage::{ACCOUNTS, uses};

fn accounts() -> String {
    ACCOUNTS.replace("name = \"Anna\"", "name = \"Anna\"\ninvoice_text = \"Butik 7\"")
        + "[[customer.mobile]]\nnumber = \"+4520304051\"\nname = \"Bo\"\n"
}

/// The sum of decimals as texts, in ten-thousandths.
fn sum<'a>(amounts: impl IntoIterator<Item = &'a Value>) -> i64 {
    amounts.into_iter().map(|amount| amount.as_str().unwrap().replace('.', "").parse::<i64>().unwrap()).sum()
}

#[tokio::test]
async fn every_mobile_is_listed_with_what_it_costs_and_the_change() {
    let portal = Portal::signed_in_paying(&uses(), &accounts()).await;
    let told = portal.json("/api/v1/mobiles?month=2025-10").await;
    let mobiles = told["mobiles"].as_array().unwrap();
    assert_eq!((&mobiles[0]["invoice_text"], &mobiles[1]["costs"]), (&json!("Butik 7"), &json!([])));
    let costs = json!([{
        "currency": "DKK", "kinds": {"roaming": "1.01", "sms": "1.01", "subscription": "99.00"},
        "ex_vat": "101.02", "change_ex_vat": "2.02",
    }]);
    assert_eq!(mobiles[0]["costs"], costs);
    let one = portal.json("/api/v1/mobiles/+4520304050?month=2025-10").await;
    assert_eq!((&one["number"], &one["costs"]), (&json!("+4520304050"), &costs));
    assert_eq!(portal.get("/api/v1/mobiles/+4520304059").await.status, StatusCode::NOT_FOUND);
    let page = portal.page("/usage?month=2025-10&lang=en").await;
    assert!(page.contains("Anna · Butik 7") && page.contains("+45\u{a0}20\u{a0}30\u{a0}40\u{a0}51"));
}

#[tokio::test]
async fn receipts_of_a_mobiles_uses_add_up_to_its_invoice_lines() {
    let portal = Portal::signed_in_paying(&uses(), &accounts()).await;
    let told = portal.json("/api/v1/mobiles/+4520304050/usage?month=2025-10").await;
    let uses = told["uses"].as_array().unwrap();
    let kinds: Vec<_> = uses.iter().map(|one| &one["kind"]).collect();
    assert_eq!(kinds, ["subscription", "sms", "sms", "sms", "data"]);
    let lines = portal.json("/api/v1/usage?month=2025-10").await;
    let lines = lines["lines"].as_array().unwrap().iter();
    let invoiced = sum(lines.filter(|line| line["line"] == "+4520304050").map(|line| &line["amount"]));
    assert_eq!(sum(uses.iter().map(|one| &one["receipt"]["amount"])), invoiced);
    assert_eq!(sum(uses.iter().map(|one| &one["price"])), invoiced);
    assert_eq!(uses[4]["receipt"]["lines"][0]["increments"], json!(201));
    let plan = &uses[0]["receipt"]["lines"][0];
    assert_eq!((&plan["used"], &plan["unit"], &plan["price"]), (&json!("1"), &json!("months"), &json!("99.00")));
    // Before it had anything, and when the month has not begun.
    for month in ["2025-08", "2035-11"] {
        let told = portal.json(&format!("/api/v1/mobiles/+4520304050/usage?month={month}")).await;
        assert_eq!(told["uses"], json!([]), "{month}");
    }
}

#[tokio::test]
async fn the_page_of_a_mobile_tells_its_plan_what_it_used_and_how_a_price_came_about() {
    let portal = Portal::signed_in_paying(&uses(), &accounts()).await;
    let page = portal.page("/mobiles/+4520304050?month=2025-10&lang=en").await;
    // The plan, with what a month costs and since when; the sum of the month; the months before.
    for told in ["Anna", "Butik 7", "Sep 2025", "99.00\u{a0}DKK", "101.02\u{a0}DKK", "+2.02\u{a0}DKK"] {
        assert!(page.contains(told), "{told} is not on the page: {page}");
    }
    // The dearest first: 2.01 MB abroad come before a message.
    let (data, sms) = (page.find("use=data:u3").unwrap(), page.find("use=sms:u0").unwrap());
    assert!(page.find("use=subscription").unwrap() < data && data < sms);
    assert!(!page.contains("id=\"receipt\""));
    let chosen = portal.page("/mobiles/+4520304050?month=2025-10&lang=en&use=data:u3").await;
    assert!(chosen.contains("id=\"receipt\"") && chosen.contains("201 × 10000"), "{chosen}");
    let before = portal.page("/mobiles/+4520304050?month=2025-09&lang=en").await;
    assert!(before.contains("+99.00\u{a0}DKK") && !before.contains("use=sms"));
    // The list leads to it; what is nobody's, or another's, is not there.
    assert!(portal.page("/usage?month=2025-10&lang=en").await.contains("/mobiles/%2B4520304050?month=2025-10"));
    assert_eq!(portal.get("/mobiles/+4520304059").await.status, StatusCode::NOT_FOUND);
    assert_eq!(portal.get("/mobiles/+4520304050?month=october").await.status, StatusCode::BAD_REQUEST);
}
