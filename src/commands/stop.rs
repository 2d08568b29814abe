//! Being asked to stop, by Ctrl-C or as a service manager does.

use std::time::Duration;

use anyhow::{Context, Result};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

/// How long the program may take to end once it is asked to. Less than the half minute after which a service manager does
/// it the hard way.
const DEADLINE: Duration = Duration::from_secs(25);

/// Becomes true when somebody asks the program to end. Who asks a second time is not kept waiting, and nobody for longer
/// than the deadline: what is not committed by then is read again the next time.
pub(crate) fn when_asked() -> Result<watch::Receiver<bool>> {
    let context = "cannot listen for signals";
    let mut interrupt = signal(SignalKind::interrupt()).context(context)?;
    let mut terminate = signal(SignalKind::terminate()).context(context)?;
    let (stop, asked) = watch::channel(false);
    tokio::spawn(async move {
        any(&mut interrupt, &mut terminate).await;
        tracing::info!("asked to stop: finishing what is under way");
        // Nobody may be listening any more; then the work is over anyway.
        let _ = stop.send(true);
        tokio::select! {
            () = any(&mut interrupt, &mut terminate) => {}
            () = tokio::time::sleep(DEADLINE) => {
                let seconds = DEADLINE.as_secs();
                tracing::error!("what is under way did not end within {seconds} s: it is given up, and done again the next time");
            }
        }
        std::process::exit(1);
    });
    Ok(asked)
}

/// Waits until the program was asked to stop.
pub(crate) async fn asked(mut stop: watch::Receiver<bool>) {
    // An error means that the sender is gone, which is an end too.
    let _ = stop.wait_for(|asked| *asked).await;
}

async fn any(interrupt: &mut Signal, terminate: &mut Signal) {
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
}
