//! `opkald demo`: everything at once, with customers that do not exist.
//!
//! Nothing is made for the demo alone but its telephone network: the history and the live traffic go through the same
//! ingest, refresh and portal as a real network's.

mod cast;
mod history;
mod live;
mod network;
mod recordings;
mod sound;

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;

use anyhow::{Context, Result};
use clap::Args;
use opkald_pipeline::Source;

use self::cast::Login;
use self::network::Network;
use crate::commands::{serve, stop};
use crate::config::Config;
use crate::{open, output};

/// How many ports after the wanted one are tried.
const PORTS_TRIED: u16 = 100;

/// Where to show it.
#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// Address and port that the portal listens at; when it is taken, the next free port [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
}

/// Makes what is not there yet, and serves until it is asked to stop.
pub(crate) async fn run(config: &Config, args: DemoArgs) -> Result<()> {
    let stop = stop::when_asked()?;
    let wanted = args.listen.unwrap_or(config.portal.listen);
    let listen = free_address(wanted)?;
    let book = open::book(config).await?;
    let network = Network::begin(&config.data)?;
    let logins = cast::into_book(&book, network.plan()).await?;
    history::load(config, &network, stop.clone()).await?;
    if *stop.borrow() {
        return Ok(());
    }
    let engine = Arc::new(open::engine(config).await?);
    history::refresh(&engine).await?;
    recordings::make(config, &network, &engine).await?;
    let traffic = network.live_file()?;
    let sources = vec![Source::File(traffic.path().to_owned())];
    let portal = serve::together(config, engine, listen, sources, stop.clone(), |address| {
        // Without a reader of standard output the portal is up all the same.
        let _ = announce(wanted, address, &logins);
    });
    tokio::try_join!(portal, live::play(&network, traffic, stop))?;
    Ok(())
}

/// The wanted address, or the next port after it that nobody listens at.
fn free_address(wanted: SocketAddr) -> Result<SocketAddr> {
    let mut address = wanted;
    for port in wanted.port()..=wanted.port().saturating_add(PORTS_TRIED) {
        address.set_port(port);
        if TcpListener::bind(address).is_ok() {
            return Ok(address);
        }
    }
    TcpListener::bind(wanted).with_context(|| {
        format!("cannot listen at {wanted}, nor at the {PORTS_TRIED} ports after it; choose another with --listen")
    })?;
    Ok(wanted)
}

fn announce(wanted: SocketAddr, address: SocketAddr, logins: &[Login]) -> Result<()> {
    let mut reached = address;
    if address.ip().is_unspecified() {
        reached.set_ip(Ipv4Addr::LOCALHOST.into());
    }
    let mut text = String::new();
    if wanted.port() != address.port() && wanted.port() != 0 {
        text += &format!("Port {} is taken, so it is the next free one.\n", wanted.port());
    }
    text += &format!("The portal is at http://{reached}\n\n  customer number  PIN     name\n");
    for login in logins {
        text += &format!("  {:<15}  {:<6}  {}\n", login.customer.as_str(), login.pin, login.name);
    }
    text += "\nLive traffic follows the clock, and nights are quiet. Ctrl-C ends it; started again, it goes on where it was, with new PINs.\n";
    output::text(&text)
}
