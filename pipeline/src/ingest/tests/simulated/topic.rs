//! The topic: partitions in memory, and producers that are as untidy as real ones.

use rand::Rng;
use rand::rngs::SmallRng;
use xxhash_rust::xxh3::xxh3_64;

pub(super) struct Record {
    pub(super) payload: Vec<u8>,
    /// Number of the event; none for what is no event.
    pub(super) event: Option<u32>,
}

pub(super) struct Topic {
    pub(super) partitions: Vec<Vec<Record>>,
    /// Records that are still to come.
    pub(super) to_come: usize,
    numbers: u32,
}

/// Customer, id and day of an event, by its number: two of one number are one event.
pub(super) fn key(number: u32) -> (String, String, String) {
    // Days come one after the other, up to the one at which the world begins, and now and then something late.
    let day = if number.is_multiple_of(7) { 1 } else { (1 + number / 40).min(3) };
    ((number % 3).to_string(), (number / 3).to_string(), format!("2100-10-0{day}"))
}

fn event(number: u32) -> Vec<u8> {
    let (customer, id, day) = key(number);
    format!(
        "{{\"id\":\"{id}\",\"type\":\"usage.data\",\"time\":\"{day}T12:00:00Z\",\"customer\":\"{customer}\",\"line\":\"l\",\"bytes\":{number}}}"
    )
    .into_bytes()
}

impl Topic {
    pub(super) fn new(partitions: usize, to_come: usize) -> Self {
        Self { partitions: (0..partitions).map(|_| Vec::new()).collect(), to_come, numbers: 0 }
    }

    /// Some records more; tells where and how many.
    pub(super) fn produce(&mut self, rng: &mut SmallRng) -> (usize, usize) {
        let partition = rng.random_range(0..self.partitions.len());
        let count = rng.random_range(1..=8).min(self.to_come);
        self.to_come -= count;
        for _ in 0..count {
            let record = self.record(rng);
            self.partitions[partition].push(record);
        }
        (partition, count)
    }

    fn record(&mut self, rng: &mut SmallRng) -> Record {
        let number = match rng.random_range(0..100) {
            0..=5 => return Record { payload: format!("no {}", rng.random_range(0..3)).into_bytes(), event: None },
            6..=8 => return Record { payload: b" ".to_vec(), event: None },
            9..=10 => return Record { payload: b"{\"id\":\"1\"}".to_vec(), event: None },
            // A producer that sends again what it has sent, to the same partition or to another.
            11..=30 if self.numbers > 0 => rng.random_range(self.numbers.saturating_sub(40)..self.numbers),
            _ => {
                self.numbers += 1;
                self.numbers - 1
            }
        };
        Record { payload: event(number), event: Some(number) }
    }

    /// Offset after the last record of a partition.
    pub(super) fn end(&self, partition: usize) -> i64 {
        self.partitions[partition].len() as i64
    }

    /// Mark of the content before an offset.
    pub(super) fn mark(&self, partition: usize, offset: i64) -> Option<i64> {
        let last = self.partitions[partition].get(usize::try_from(offset - 1).ok()?)?;
        Some((offset << 23) | (xxh3_64(&last.payload) & 0x7f_ffff) as i64)
    }
}

/// Name of a partition's progress.
pub(super) fn app(partition: usize) -> String {
    format!("sim:{partition}")
}

/// Name of a partition as a source.
pub(super) fn source(partition: usize) -> String {
    format!("kafka:sim:{partition}")
}
