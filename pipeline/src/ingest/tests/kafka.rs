//! A topic, on the client library's own mock of a cluster.

use std::time::{Duration, Instant};

use chrono::Utc;
use opkald_storage::lake::{Commit, Progress};
use prometheus_client::encoding::text::encode;
use prometheus_client::registry::Registry;
use rdkafka::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::mocking::MockCluster;
use rdkafka::producer::{BaseProducer, BaseRecord, DefaultProducerContext, Producer};
use tokio::sync::watch;

use super::*;

type Cluster = MockCluster<'static, DefaultProducerContext>;

fn cluster(partitions: i32) -> Cluster {
    let cluster = MockCluster::new(1).unwrap();
    cluster.create_topic("calls", partitions, 1).unwrap();
    cluster
}

fn source(cluster: &Cluster, group: &str) -> Source {
    format!("kafka://{}/calls?group={group}", cluster.bootstrap_servers()).parse().unwrap()
}

fn produce(cluster: &Cluster, partitions: i32, payloads: impl IntoIterator<Item = String>) {
    let producer: BaseProducer =
        ClientConfig::new().set("bootstrap.servers", cluster.bootstrap_servers()).create().unwrap();
    for (at, payload) in payloads.into_iter().enumerate() {
        let partition = at as i32 % partitions;
        producer.send(BaseRecord::<(), str>::to("calls").partition(partition).payload(&payload)).unwrap();
        producer.poll(Duration::ZERO);
    }
    producer.flush(Duration::from_secs(10)).unwrap();
}

async fn once(place: &Place, source: &Source) -> Result<Summary> {
    ingest(IngestOptions::once(place.lake.clone(), vec![source.clone()])).await
}

#[tokio::test]
async fn a_topic_is_read_to_its_end_and_resumed_by_the_table() {
    let (place, cluster) = (Place::new().await, cluster(3));
    let source = source(&cluster, "g");
    produce(&cluster, 3, (0..1000).map(event).chain(["not json".to_owned(), event(5)]));
    assert_eq!(numbers(&once(&place, &source).await.unwrap()), (1002, 1000, 1, 1));
    assert_eq!(numbers(&once(&place, &source).await.unwrap()), (0, 0, 0, 0));
    produce(&cluster, 3, (1000..1100).map(event));
    assert_eq!(numbers(&once(&place, &source).await.unwrap()), (100, 100, 0, 0));
    assert_eq!(place.column("source", true).await, ["kafka:calls:1"]);
    // Another group has its own place, and finds everything stored.
    let summary = once(&place, &self::source(&cluster, "other")).await.unwrap();
    assert_eq!(numbers(&summary), (1102, 0, 1102, 0));
    assert_eq!(place.ids().await.len(), 1100);
}

#[tokio::test]
async fn a_message_without_content_is_a_dead_letter() {
    let (place, cluster) = (Place::new().await, cluster(1));
    let producer: BaseProducer =
        ClientConfig::new().set("bootstrap.servers", cluster.bootstrap_servers()).create().unwrap();
    producer.send(BaseRecord::<str, str>::to("calls").key("9")).unwrap();
    producer.send(BaseRecord::<str, str>::to("calls").payload("")).unwrap();
    producer.send(BaseRecord::<str, str>::to("calls").payload(" \n")).unwrap();
    producer.send(BaseRecord::<str, str>::to("calls").payload(&event(1))).unwrap();
    producer.flush(Duration::from_secs(10)).unwrap();
    let source = source(&cluster, "g");
    assert_eq!(numbers(&once(&place, &source).await.unwrap()), (4, 1, 0, 3));
    assert_eq!(place.column("why", true).await, ["The message is empty."; 3]);
    assert_eq!(numbers(&once(&place, &source).await.unwrap()), (0, 0, 0, 0));
}

#[tokio::test]
async fn a_topic_is_followed_until_a_stop() {
    let (place, cluster) = (Place::new().await, cluster(2));
    let (stop, stopped) = watch::channel(false);
    let mut options = IngestOptions::once(place.lake.clone(), vec![source(&cluster, "g")]);
    options.once = false;
    options.stop = stopped;
    options.flush.age = Duration::from_millis(100);
    let work = tokio::spawn(ingest(options));
    for round in 0..3 {
        produce(&cluster, 2, (round * 10..round * 10 + 10).map(event));
        for _ in 0..200 {
            if place.ids().await.len() == (round + 1) * 10 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert_eq!(place.ids().await.len(), (round + 1) * 10);
    }
    stop.send(true).unwrap();
    assert_eq!(work.await.unwrap().unwrap().stored, 30);
}

#[tokio::test]
async fn a_broker_that_is_away_is_told_in_bounded_time() {
    let place = Place::new().await;
    let began = Instant::now();
    let source = "kafka://127.0.0.1:9/calls?group=g".parse().unwrap();
    let error = once(&place, &source).await.unwrap_err().to_string();
    assert!(error.contains("no broker answered within 10 s"), "{error}");
    assert!(began.elapsed() < Duration::from_secs(20));
}

#[tokio::test]
async fn a_partition_of_which_nearly_all_is_refused_is_stopped_before_it_fills_the_dead_letters() {
    let (place, cluster) = (Place::new().await, cluster(1));
    let source = source(&cluster, "g");
    let few = |from: usize| (from..from + 100).map(|at| if at % 2 == 0 { "no".to_owned() } else { event(at) });
    produce(&cluster, 1, few(0));
    assert_eq!(numbers(&once(&place, &source).await.unwrap()), (100, 50, 0, 50));
    produce(&cluster, 1, (0..1_500).map(|at| format!("{{\"id\":{at}}}")).chain(few(1_000)));
    let sentence = once(&place, &source).await.unwrap_err().to_string();
    let says =
        "kafka:calls:0: 1550 of the last 1600 records are no events, so those of them that are not stored yet are not;";
    assert!(sentence.contains(says), "{sentence}");
    assert_eq!((place.ids().await.len(), place.column("why", true).await.len()), (50, 50));
    // Who wants them as dead letters says so.
    let mut options = IngestOptions::once(place.lake.clone(), vec![source]);
    options.max_refused_percent = 100;
    assert_eq!(numbers(&ingest(options).await.unwrap()), (1_600, 50, 0, 1_550));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_partition_leaves_the_others_to_go_on() {
    let (place, cluster) = (Place::new().await, cluster(2));
    let member = Member::start(&place, &source(&cluster, "g"));
    // All that is bad lies in the first partition.
    let both = (0..4_000).map(|at| if at % 2 == 0 { "no".to_owned() } else { event(at) });
    produce(&cluster, 2, both);
    assert!(come(&place, 2_000).await);
    produce(&cluster, 2, (4_000..4_200).map(event));
    assert!(come(&place, 2_100).await);
    assert!(place.column("why", true).await.len() < 2_000);
    tokio::time::sleep(Duration::from_secs(3)).await;
    let told = written(&member.metrics);
    assert!(told.contains("stopped_partitions 1") && told.contains("source=\"kafka:calls:0\"}"), "{told}");
    member.end().await;
}

/// Waits until the counters hold these lines: they follow the brokers every few seconds.
async fn tells(member: &Member, lines: &[&str]) {
    for _ in 0..300 {
        let told = written(&member.metrics);
        if lines.iter().all(|line| told.contains(line)) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{lines:?} are not in:\n{}", written(&member.metrics));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partition_that_must_not_be_read_holds_back_up_to_when_the_data_are_whole() {
    let (place, cluster) = (Place::new().await, cluster(2));
    produce(&cluster, 2, (0..20).map(event));
    // More of the second was read than there is.
    let client: BaseConsumer =
        ClientConfig::new().set("bootstrap.servers", cluster.bootstrap_servers()).create().unwrap();
    let name = client.client().fetch_cluster_id(Duration::from_secs(10)).unwrap();
    let read = Progress { app: format!("kafka:{name}:g:calls:1"), expected: None, next: 1_000 };
    let mut table = place.lake.table(&events::definition()).await.unwrap();
    table.commit(Commit { progress: vec![read], operation: "test", ..Commit::default() }).await.unwrap();
    let before = Utc::now();
    let member = Member::start(&place, &source(&cluster, "g"));
    assert!(come(&place, 10).await);
    // Until it was looked at several times, and told.
    tokio::time::sleep(Duration::from_secs(5)).await;
    produce(&cluster, 1, (100..110).map(event));
    assert!(come(&place, 20).await);
    let lags = ["lag_records{source=\"kafka:calls:0\"} 0", "lag_records{source=\"kafka:calls:1\"}"];
    tells(&member, &[&["stopped_partitions 1"], &lags[..]].concat()).await;
    let beats = place.lake.beats().await.unwrap();
    assert!(
        matches!(&beats[..], [beat] if beat.until < before && beat.at > before),
        "{beats:?}, and began at {before}"
    );
    member.end().await;
    // Who comes next has it from there, and not from the commits meanwhile.
    assert_eq!(place.lake.beats().await.unwrap(), beats);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partition_without_a_leader_is_begun_when_it_has_one_and_keeps_nobody_from_the_others() {
    let (place, cluster) = (Place::new().await, cluster(3));
    produce(&cluster, 3, (0..30).map(event));
    cluster.partition_leader("calls", 1, None).unwrap();
    let member = Member::start(&place, &source(&cluster, "g"));
    assert!(come(&place, 20).await);
    tells(&member, &["stopped_partitions 1", "source=\"kafka:calls:1\"}"]).await;
    cluster.partition_leader("calls", 1, Some(1)).unwrap();
    assert!(come(&place, 30).await);
    produce(&cluster, 3, (30..60).map(event));
    assert!(come(&place, 60).await);
    tokio::time::sleep(Duration::from_secs(5)).await;
    let told = written(&member.metrics);
    assert!(told.contains("stopped_partitions 0"), "{told}");
    let began = Utc::now() - chrono::TimeDelta::seconds(10);
    let beats = place.lake.beats().await.unwrap();
    assert!(matches!(&beats[..], [beat] if beat.until > began), "{beats:?}");
    let summary = member.end().await;
    assert_eq!((summary.stored, summary.duplicates), (60, 0));
}

fn written(metrics: &IngestMetrics) -> String {
    let mut registry = Registry::default();
    metrics.register(&mut registry);
    let mut text = String::new();
    encode(&mut text, &registry).unwrap();
    text
}

/// An ingest that goes on, and what ends it.
struct Member {
    metrics: IngestMetrics,
    stop: watch::Sender<bool>,
    work: tokio::task::JoinHandle<Result<Summary>>,
}

impl Member {
    fn start(place: &Place, source: &Source) -> Self {
        let (stop, stopped) = watch::channel(false);
        let mut options = IngestOptions::once(place.lake.clone(), vec![source.clone()]);
        options.once = false;
        options.stop = stopped;
        options.flush.age = Duration::from_millis(50);
        options.kafka.session_timeout_ms = 6_000;
        Self { metrics: options.metrics.clone(), stop, work: tokio::spawn(ingest(options)) }
    }

    async fn end(self) -> Summary {
        self.stop.send(true).unwrap();
        self.work.await.unwrap().unwrap()
    }
}

/// Waits until so many events are stored, and tells whether they came.
async fn come(place: &Place, events: usize) -> bool {
    for _ in 0..600 {
        if place.ids().await.len() >= events {
            return place.ids().await.len() == events;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    false
}

#[tokio::test(flavor = "multi_thread")]
async fn members_of_a_group_come_and_go_and_each_event_is_stored_once() {
    let (place, cluster) = (Place::new().await, cluster(4));
    let source = source(&cluster, "g");
    let first = Member::start(&place, &source);
    produce(&cluster, 4, (0..100).map(event));
    assert!(come(&place, 100).await);
    let second = Member::start(&place, &source);
    for round in 1..20 {
        produce(&cluster, 4, (round * 100..round * 100 + 100).map(event));
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    assert!(come(&place, 2_000).await);
    let left = first.end().await;
    produce(&cluster, 4, (2_000..2_100).map(event));
    assert!(come(&place, 2_100).await);
    let stayed = second.end().await;
    assert!(stayed.stored > 100, "the second member never had a partition");
    assert_eq!((left.duplicates, stayed.duplicates), (0, 0), "somebody read what another had stored");
    assert_eq!(left.stored + stayed.stored, 2_100);
}
