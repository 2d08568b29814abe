#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::future::poll_fn;
use std::sync::Arc;
use std::thread::Builder;

use super::*;
use crate::source::Framing;

#[tokio::test]
async fn a_thread_that_breaks_down_is_no_end_of_its_source() {
    let (sender, mut queue) = queue();
    let other = sender.clone();
    let chunk = |lane: &Arc<Lane>| {
        let (lane, framing) = (Arc::clone(lane), Framing::Lines { start: 0 });
        Chunk { lane, data: Vec::new(), framing, next: 0, mark: None }
    };
    // The queue is full by then.
    let work = move || {
        let lane = Arc::new(Lane::new("a".into(), None, Resume::default()));
        for _ in 0..QUEUE_CHUNKS {
            sender.chunk(chunk(&lane)).unwrap();
        }
        panic!("on purpose");
    };
    let thread = Builder::new().name("opkald-test".to_owned()).spawn(work).unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    for _ in 0..QUEUE_CHUNKS {
        assert!(matches!(next(&mut queue).await, Some(Message::Chunk(_))));
    }
    // At once, while another source goes on.
    let Some(Message::Failed(error)) = next(&mut queue).await else { panic!("nothing was told") };
    assert!(error.to_string().contains("opkald-test"), "{error}");
    assert!(thread.join().is_err());
    drop(other);
    assert!(next(&mut queue).await.is_none());
}

async fn next(queue: &mut Box<dyn Queue>) -> Option<Message> {
    poll_fn(|context| queue.poll_recv(context)).await
}
