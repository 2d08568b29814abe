//! Time that passes when nothing else can go on, so that what waits costs nothing, and always goes the same way.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Mutex;
use std::time::Duration;

use async_trait::async_trait;
use futures::channel::oneshot;
use futures::executor::LocalPool;
use futures::task::LocalSpawn;

use super::*;

/// Who waits, until when, and in which order they came.
type Waiting = BinaryHeap<Reverse<(Duration, usize, Ticket)>>;

/// Wakes one who waits. Two never compare, since their numbers differ.
#[derive(Debug)]
struct Ticket(oneshot::Sender<()>);

impl PartialEq for Ticket {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Ticket {}

impl PartialOrd for Ticket {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ticket {
    fn cmp(&self, _: &Self) -> std::cmp::Ordering {
        std::cmp::Ordering::Equal
    }
}

#[derive(Debug, Default)]
pub(super) struct VirtualTime {
    state: Mutex<(Duration, usize, Waiting)>,
}

impl VirtualTime {
    /// Runs what was spawned to its end, and lets time pass as often as all of it waits.
    pub(super) fn run(&self, pool: &mut LocalPool) {
        loop {
            pool.run_until_stalled();
            let mut state = self.state.lock().unwrap();
            let Some(Reverse((until, _, Ticket(wake)))) = state.2.pop() else { return };
            state.0 = until;
            // Who was given up meanwhile does not wait any more.
            let _ = wake.send(());
        }
    }

    /// Runs one thing to its end.
    pub(super) fn finish<T: 'static>(&self, work: impl Future<Output = T> + 'static) -> T {
        let mut pool = LocalPool::new();
        let (tell, mut told) = oneshot::channel();
        let work = async move {
            let _ = tell.send(work.await);
        };
        pool.spawner().spawn_local_obj(Box::pin(work).into()).unwrap();
        self.run(&mut pool);
        told.try_recv().unwrap().expect("it waits for something that never comes")
    }
}

#[async_trait]
impl Timer for VirtualTime {
    fn now(&self) -> Duration {
        self.state.lock().unwrap().0
    }

    async fn sleep(&self, pause: Duration) {
        let (wake, woken) = oneshot::channel();
        {
            let mut state = self.state.lock().unwrap();
            let (until, number) = (state.0 + pause, state.1);
            state.1 += 1;
            state.2.push(Reverse((until, number, Ticket(wake))));
        }
        let _ = woken.await;
    }
}
