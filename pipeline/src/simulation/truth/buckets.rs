//! Intervals and buckets, without cleverness.

use std::collections::BTreeMap;

use chrono_tz::Tz;

use crate::simulation::clock::{Grain, Micros};

/// `[start, end)`.
pub(super) type Interval = (Micros, Micros);

/// The buckets that an interval overlaps; none for one of no length.
pub(super) fn overlapped(grain: Grain, zone: Tz, (start, end): Interval) -> Vec<Interval> {
    let mut buckets = Vec::new();
    let mut at = start;
    while at < end {
        let bucket = grain.bucket(zone, at);
        buckets.push(bucket);
        at = bucket.1;
    }
    buckets
}

/// The part of an interval within a bucket.
pub(super) fn within(interval: Interval, bucket: Interval) -> Interval {
    (interval.0.max(bucket.0), interval.1.min(bucket.1))
}

/// How many at once: the most, the first instant at which, and the sum of all lengths.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Load {
    pub(super) peak: u64,
    pub(super) peak_at: Option<Micros>,
    pub(super) busy: Micros,
}

/// Counts by walking through the sorted edges; at one instant ends come before starts.
pub(super) fn load(intervals: &[Interval]) -> Load {
    let mut edges = Vec::new();
    let mut load = Load::default();
    for (start, end) in intervals {
        if start < end {
            edges.push((*end, -1_i64));
            edges.push((*start, 1));
            load.busy += end - start;
        }
    }
    edges.sort_unstable();
    let mut now = 0_i64;
    for (at, step) in edges {
        now += step;
        if now > 0 && now.unsigned_abs() > load.peak {
            load.peak = now.unsigned_abs();
            load.peak_at = Some(at);
        }
    }
    load
}

/// Intervals of each key, cut at the edges of the buckets that they overlap.
#[derive(Debug)]
pub(super) struct Cut<K>(BTreeMap<(Interval, K), Vec<Interval>>);

impl<K: Ord + Clone> Cut<K> {
    pub(super) fn new(grain: Grain, zone: Tz, intervals: impl IntoIterator<Item = (K, Interval)>) -> Self {
        let mut cut: BTreeMap<(Interval, K), Vec<Interval>> = BTreeMap::new();
        for (key, interval) in intervals {
            for bucket in overlapped(grain, zone, interval) {
                cut.entry((bucket, key.clone())).or_default().push(within(interval, bucket));
            }
        }
        Self(cut)
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &(Interval, K)> {
        self.0.keys()
    }

    pub(super) fn load(&self, key: &(Interval, K)) -> Load {
        self.0.get(key).map(|intervals| load(intervals)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
