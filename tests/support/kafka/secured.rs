//! A listener that needs TLS and a login: the authority that its certificate is from, and the user.

use std::path::{Path, PathBuf};
use std::process::Command;

/// With characters that mean something in many places, but neither a comma nor an equals sign, at which the broker's own
/// tool would cut it.
const PASSWORD: &str = "roed#grod%med&floede\"'$";

/// How a client gets in.
#[derive(Debug)]
pub(crate) struct Login {
    /// The certificate of the authority, as PEM.
    pub(crate) authority: PathBuf,
    /// An authority that knows nothing of the broker.
    pub(crate) other_authority: PathBuf,
    pub(crate) user: &'static str,
    pub(crate) password: &'static str,
    /// The broker's certificate and key, as PEM.
    key_store: PathBuf,
}

impl Login {
    /// Makes authorities and a certificate in a folder.
    pub(super) fn make(folder: &Path) -> Self {
        let path = |name: &str| folder.join(name);
        for name in ["authority", "other"] {
            let (certificate, key) = (path(&format!("{name}.pem")), path(&format!("{name}.key")));
            openssl(&certificate, &key, "/CN=Authority of a test", &[]);
        }
        let (certificate, key) = (path("broker.pem"), path("broker.key"));
        let (authority, authority_key) = (path("authority.pem"), path("authority.key"));
        let signed =
            ["-CA", text(&authority), "-CAkey", text(&authority_key), "-addext", "subjectAltName=IP:127.0.0.1"];
        openssl(&certificate, &key, "/CN=127.0.0.1", &signed);
        let key_store = path("broker-and-key.pem");
        let read = |path: &Path| std::fs::read_to_string(path).unwrap();
        std::fs::write(&key_store, read(&key) + &read(&certificate)).unwrap();
        Self { authority, other_authority: path("other.pem"), user: "opkald", password: PASSWORD, key_store }
    }

    /// The broker's settings.
    pub(super) fn settings(&self) -> String {
        format!(
            "listener.name.clients.ssl.keystore.type=PEM
listener.name.clients.ssl.keystore.location={}
listener.name.clients.sasl.enabled.mechanisms=SCRAM-SHA-512
listener.name.clients.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
",
            self.key_store.display()
        )
    }

    /// The user, as the broker's disk is told of it.
    pub(super) fn as_record(&self) -> String {
        format!("SCRAM-SHA-512=[name={},password={}]", self.user, self.password)
    }
}

/// Makes a key and its certificate, signed by itself unless the arguments say otherwise.
fn openssl(certificate: &Path, key: &Path, subject: &str, arguments: &[&str]) {
    let mut command = Command::new("openssl");
    command.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]);
    command.args(["-subj", subject, "-keyout", text(key), "-out", text(certificate)]).args(arguments);
    let ended = command.output().expect("the openssl command is missing: run `make setup-tests`");
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}
