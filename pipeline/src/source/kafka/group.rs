//! What the client tells on its own: which partitions come and go, and what it complains about.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use rdkafka::client::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::{BaseConsumer, Consumer, ConsumerContext, RebalanceProtocol};
use rdkafka::error::{KafkaError, KafkaResult};
use rdkafka::topic_partition_list::TopicPartitionList;
use rdkafka::types::RDKafkaRespErr;

/// What the client calls a connection that did not come about or broke, at whatever level it tells of it.
const BROKER_FAILED: &str = "FAIL";

/// Partitions that come or go. The group waits until each is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Move {
    /// They are ours from now on.
    Come(Vec<i32>),
    /// They will be another member's.
    Go(Vec<i32>),
}

/// Notes what the client tells, for the loop to look at.
///
/// A move is not answered in the client's own callback: what was read has to be stored first, and the partitions that
/// stay have to be served meanwhile.
#[derive(Debug, Default)]
pub(super) struct Group {
    moves: Mutex<VecDeque<Move>>,
    complaint: Mutex<Option<String>>,
    is_leaving: AtomicBool,
}

impl Group {
    /// The next move that is not answered.
    pub(super) fn next_move(&self) -> Option<Move> {
        lock(&self.moves).pop_front()
    }

    /// What the client complained about last, in its own words.
    pub(super) fn complaint(&self) -> Option<String> {
        lock(&self.complaint).clone()
    }

    fn complains(&self, message: &str) {
        // That all brokers are away is what follows from what each complained of.
        if !message.ends_with("brokers are down") {
            *lock(&self.complaint) = Some(message.to_owned());
        }
        tracing::debug!(message, "the Kafka client complains");
    }

    /// From now on moves are answered at once: there is nobody left who could store anything.
    pub(super) fn leave(&self) {
        self.is_leaving.store(true, Ordering::SeqCst);
    }
}

/// Answers a move: takes the partitions, each from the offset in the list, or gives them back.
pub(super) fn answer(consumer: &BaseConsumer<Group>, comes: bool, list: &TopicPartitionList) -> KafkaResult<()> {
    match (comes, consumer.rebalance_protocol()) {
        (true, RebalanceProtocol::Cooperative) => consumer.incremental_assign(list),
        (false, RebalanceProtocol::Cooperative) => consumer.incremental_unassign(list),
        (true, _) => consumer.assign(list),
        (false, _) => consumer.unassign(),
    }
}

impl ClientContext for Group {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        let is_news = matches!(level, RDKafkaLogLevel::Info | RDKafkaLogLevel::Debug | RDKafkaLogLevel::Notice);
        if is_news && facility != BROKER_FAILED {
            return tracing::debug!(facility, message, "the Kafka client");
        }
        self.complains(message);
    }

    fn error(&self, _: KafkaError, reason: &str) {
        self.complains(reason);
    }
}

impl ConsumerContext for Group {
    fn rebalance(&self, consumer: &BaseConsumer<Self>, kind: RDKafkaRespErr, list: &mut TopicPartitionList) {
        let comes = kind == RDKafkaRespErr::RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS;
        if self.is_leaving.load(Ordering::SeqCst) {
            if let Err(error) = answer(consumer, comes, list) {
                tracing::debug!(%error, "a move of partitions was not answered on leaving");
            }
            return;
        }
        let partitions = list.elements().iter().map(|element| element.partition()).collect();
        lock(&self.moves).push_back(if comes { Move::Come(partitions) } else { Move::Go(partitions) });
    }
}

/// What is kept here is whole after each statement, so that it can be used even if its last holder died.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
