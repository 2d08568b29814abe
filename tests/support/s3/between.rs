//! A proxy between a client and the server, which does with each request what a test wants.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

/// A request, as far as it decides about its fate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) target: String,
    /// Whether it is put only where there is nothing.
    pub(crate) has_condition: bool,
}

impl Request {
    /// Whether an entry of a table's log is put.
    pub(crate) fn puts_entry(&self) -> bool {
        self.method == "PUT" && self.target.contains("/_delta_log/") && self.target.ends_with(".json")
    }
}

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// The server gets it, and its answer comes back.
    Passes,
    /// The server gets it, and the client is told this status.
    LandsAndIsTold(u16),
    /// The server gets it, and the client hears nothing more.
    LandsAndIsCut,
    /// The server never gets it, and the client is told this status.
    IsTold(u16),
}

/// The proxy, as long as somebody holds it.
#[derive(Debug)]
pub(crate) struct Between {
    port: u16,
    ends: Arc<AtomicBool>,
    listening: Option<JoinHandle<()>>,
}

impl Between {
    /// Listens at a free port, and decides about each request.
    pub(crate) fn start(server: u16, fate: impl Fn(&Request) -> Fate + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let (ends, fate) = (Arc::new(AtomicBool::new(false)), Arc::new(fate));
        let ended = Arc::clone(&ends);
        let listening = std::thread::spawn(move || {
            for client in listener.incoming() {
                if ended.load(Ordering::Relaxed) {
                    return;
                }
                let (fate, client) = (Arc::clone(&fate), client.unwrap());
                // A client that is killed hangs up in the middle, which is its right.
                std::thread::spawn(move || serve(client, server, fate.as_ref()).ok());
            }
        });
        Self { port, ends, listening: Some(listening) }
    }

    /// Port that it listens at.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for Between {
    fn drop(&mut self) {
        self.ends.store(true, Ordering::Relaxed);
        // Wakes the listener, so that it sees that it ends.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
        if let Some(listening) = self.listening.take() {
            let _ = listening.join();
        }
    }
}

/// One request of a connection, which is then closed.
fn serve(client: TcpStream, server: u16, fate: &dyn Fn(&Request) -> Fate) -> std::io::Result<()> {
    let mut reader = BufReader::new(client.try_clone()?);
    let Some((request, head, length)) = head(&mut reader)? else { return Ok(()) };
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let fate = fate(&request);
    if let Fate::IsTold(status) = fate {
        return tell(client, status);
    }
    let mut upstream = TcpStream::connect(("127.0.0.1", server))?;
    upstream.write_all(head.as_bytes())?;
    upstream.write_all(&body)?;
    let mut answer = Vec::new();
    upstream.read_to_end(&mut answer)?;
    match fate {
        Fate::LandsAndIsTold(status) => tell(client, status),
        Fate::LandsAndIsCut => Ok(()),
        Fate::Passes | Fate::IsTold(_) => (&client).write_all(&answer),
    }
}

/// The first lines of a request, such that the server closes the connection after its answer, and the length of what
/// follows them.
fn head(reader: &mut impl BufRead) -> std::io::Result<Option<(Request, String, usize)>> {
    let (mut head, mut length, mut has_condition) = (String::new(), 0, false);
    let mut first = String::new();
    if reader.read_line(&mut first)? == 0 {
        return Ok(None);
    }
    head.push_str(&first);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        if line.trim_end().is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').expect("a header");
        match name.to_ascii_lowercase().as_str() {
            "connection" => continue,
            "content-length" => length = value.trim().parse().expect("a length"),
            "transfer-encoding" => panic!("a body without a length"),
            "if-none-match" => has_condition = true,
            _ => {}
        }
        head.push_str(&line);
    }
    head.push_str("Connection: close\r\n\r\n");
    let mut words = first.split(' ').map(str::to_owned);
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    Ok(Some((Request { method, target, has_condition }, head, length)))
}

fn tell(mut client: TcpStream, status: u16) -> std::io::Result<()> {
    write!(client, "HTTP/1.1 {status} Told\r\nETag: \"1\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
}
