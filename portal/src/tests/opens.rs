//! Every number opens to the rows that it counts.

use super::given::Portal;

/// The links of a page to a list of rows, with the number that each one shows.
fn numbers<'a>(html: &'a str, list: &str) -> Vec<(String, &'a str)> {
    let mut found = Vec::new();
    for link in html.split("<a href=\"").skip(1) {
        let (href, rest) = link.split_once("\">").unwrap();
        let shown = rest.split("</a>").next().unwrap();
        if href.starts_with(list)
            && !shown.is_empty()
            && shown.chars().all(|letter| letter.is_ascii_digit() || letter == '.')
        {
            found.push((href.replace("&#38;", "&").replace("&amp;", "&"), shown));
        }
    }
    found
}

async fn all_open(page: &str, list: &str, at_least: usize) {
    let portal = Portal::signed_in().await;
    let html = portal.page(page).await;
    let numbers = numbers(&html, list);
    assert!(numbers.len() >= at_least, "{page} has {} numbers that open", numbers.len());
    for (href, shown) in numbers {
        let rows = portal.page(&href).await;
        assert!(
            rows.contains(&format!("<strong>{shown}</strong>")),
            "{shown} opens to {href}, which has another number of rows"
        );
        // A visit may be counted more than once, where what is counted are an agent's offers.
        let listed = if href.contains("counted=offers") || href.contains("counted=missed_offers") {
            counted(&rows)
        } else {
            rows.matches("<tr>").count() - 1
        };
        assert_eq!(listed.to_string(), shown, "{href}");
    }
}

/// What the rows of a list say that they are counted for, added up.
fn counted(rows: &str) -> usize {
    let figures = rows.split("<tr>").skip(2).map(|row| row.split("<td class=\"n\">").nth(1).unwrap());
    figures.map(|figure| figure.split('<').next().unwrap().parse::<usize>().unwrap()).sum()
}

#[tokio::test]
async fn queue_numbers_open_to_their_visits() {
    for interval in [
        "hour&from=2025-10-26&to=2025-10-27",
        "day&from=2025-10-01&to=2025-11-01",
        "month&from=2025-01-01&to=2026-01-01",
    ] {
        all_open(&format!("/queues/sales?interval={interval}"), "/queues/sales/visits", 16).await;
    }
    all_open("/queues/support?interval=day&from=2025-09-01&to=2025-10-01", "/queues/support/visits", 18).await;
}

#[tokio::test]
async fn an_agents_offers_open_to_their_visits_with_how_many_there_were_in_each() {
    let portal = Portal::signed_in().await;
    let list = async |filter: &str| {
        portal.page(&format!("/queues/support/visits?from=2025-09-01&to=2025-10-01&lang=en&{filter}")).await
    };
    let offers = list("agent=anna&counted=offers").await;
    assert!(offers.contains("<strong>2</strong> offers: anna, over 1 visit <"), "{offers}");
    assert_eq!(counted(&offers), 2);
    assert!(list("agent=anna&counted=missed_offers").await.contains("<strong>1</strong> missed offers: anna"));
    assert!(list("agent=anna&counted=transfers_in").await.contains("<strong>1</strong> transfers in: anna"));
    assert!(list("agent=anna&counted=answered").await.contains("<strong>0</strong>"));
    assert!(list("agent=bo&counted=answered").await.contains("<strong>1</strong>"));
    assert!(list("counted=offers").await.contains("<strong>3</strong> offers, over 1 visit <"));
}

#[tokio::test]
async fn a_bar_of_the_waits_opens_to_its_visits() {
    let portal = Portal::signed_in().await;
    let page = portal.page("/queues/sales?interval=hour&from=2025-10-26&to=2025-10-27&lang=en").await;
    assert!(page.contains("Abandoned, short ones too"));
    // The chart's links are the table's.
    let link = "/queues/sales/visits?from=2025-10-26&to=2025-10-27&outcome=abandoned%2Cshort_abandoned&wait=0-5";
    assert!(page.contains(&link.replace('&', "&#38;")), "{page}");
    let all = portal.page(&link.replace("wait=0-5", "wait=0-")).await;
    assert!(all.contains("<strong>2</strong>"));
    let short = portal.page(link).await;
    assert!(short.contains("<strong>1</strong>") && short.contains("40\u{a0}00\u{a0}00\u{a0}03"));
}

#[tokio::test]
async fn call_numbers_open_to_their_calls() {
    for line in ["", "&line=%2B4588303080"] {
        all_open(&format!("/calls/stats?interval=hour&from=2025-10-26&to=2025-10-27{line}"), "/calls?", 8).await;
    }
}

#[tokio::test]
async fn todays_numbers_open_too() {
    all_open("/queues", "/queues/sales/visits", 4).await;
    all_open("/", "/calls?", 3).await;
}

#[tokio::test]
async fn a_lost_number_opens_to_the_call_that_it_was_lost_in() {
    let portal = Portal::signed_in().await;
    let list = portal.page("/callbacks?queue=support").await;
    let link = list.split("<a href=\"").find(|link| link.contains("number=%2B4540000021")).unwrap();
    let href = link.split('"').next().unwrap().replace("&#38;", "&");
    let calls = portal.page(&href).await;
    // It began on the evening before it was lost.
    assert!(calls.contains("/calls/s1?day=2025-09-09"), "{href}: {calls}");
    assert!(portal.page("/calls/s1?day=2025-09-09").await.contains("support"));
    // A day that is not the call's finds it all the same.
    assert!(portal.page("/calls/s1?day=2025-01-01").await.contains("support"));
}
