use super::*;

#[test]
fn a_complaint_leads_to_the_setting_that_mends_it() {
    let cases = [
        ("sasl_ssl://h:1/1: SASL authentication error: Authentication failed", "kafka.password"),
        ("ssl://h:1/1: SSL handshake failed: certificate verify failed", "kafka.ca_file"),
        ("sasl_ssl://h:1/1: SSL handshake failed: certificate verify failed", "kafka.ca_file"),
        ("h:1/1: Disconnected while requesting ApiVersion: might be caused by incorrect security.protocol", "TLS"),
        ("h:1/1: Connect to ipv4#127.0.0.1:1 failed: Connection refused", "that it runs"),
    ];
    for (complaint, part) in cases {
        assert!(remedy(complaint).contains(part), "{complaint}: {}", remedy(complaint));
    }
}
