use super::*;

#[test]
fn a_slip_in_a_level_is_told_from_a_filter() {
    for good in ["warn", "INFO", "info", "opkald=debug", "opkald[span]", "off"] {
        assert!(has_meaning(good), "{good}");
    }
    assert!(!has_meaning("wran") && !has_meaning("loud"));
}
