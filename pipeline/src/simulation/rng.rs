//! A small random generator of our own, so that a seed means the same world on every machine and with every version of every dependency.
//!
//! **Equal keys give equal streams**: a generator is made from the seed and what it is for, never from another generator's state.

/// SplitMix64: one word of state, good enough for a simulation and far from cryptography.
#[derive(Debug, Clone)]
pub(crate) struct Rng {
    state: u64,
    odd: f64,
}

impl Rng {
    /// A generator for the thing that `key` names, in the world of `seed`.
    pub(crate) fn keyed(seed: u64, key: &[u64]) -> Self {
        let mut rng = Self { state: seed ^ 0x9e37_79b9_7f4a_7c15, odd: 1.0 };
        for part in key {
            rng.state = rng.next().wrapping_add(part.wrapping_mul(0xd134_2543_de82_ef95));
        }
        rng.next();
        rng
    }

    /// The same generator, with rare things `odd` times as frequent.
    pub(crate) fn with_odd(mut self, odd: f64) -> Self {
        self.odd = odd;
        self
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.state;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    /// Uniform in `[0, 1)`.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Uniform in `[0, end)`; 0 when `end` is 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        if end == 0 { 0 } else { (self.next() % end as u64) as usize }
    }

    /// Uniform in `[low, high)`.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        if high <= low { low } else { low + (self.next() % (high - low) as u64) as i64 }
    }

    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// A rare thing: its probability is raised in worlds that are too small to see it otherwise.
    pub(crate) fn odd(&mut self, probability: f64) -> bool {
        let raised = (probability * self.odd).min(probability.max(0.3));
        self.chance(raised)
    }

    /// Exponential with the given mean.
    pub(crate) fn exponential(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.unit()).ln()
    }

    /// A duration in microseconds, exponential with `mean_seconds`, at least `low_seconds`, at most ten times the mean; on whole milliseconds.
    pub(crate) fn span(&mut self, low_seconds: f64, mean_seconds: f64) -> i64 {
        let seconds = low_seconds + self.exponential(mean_seconds - low_seconds).min(mean_seconds * 10.0);
        (seconds * 1_000.0) as i64 * 1_000
    }

    /// A duration in microseconds, uniform, on whole milliseconds.
    pub(crate) fn pause(&mut self, low_seconds: f64, high_seconds: f64) -> i64 {
        let seconds = low_seconds + self.unit() * (high_seconds - low_seconds);
        (seconds * 1_000.0) as i64 * 1_000
    }

    /// A Poisson count.
    pub(crate) fn poisson(&mut self, mean: f64) -> usize {
        if mean > 30.0 {
            let normal = (0..12).map(|_| self.unit()).sum::<f64>() - 6.0;
            return (mean + normal * mean.sqrt()).round().max(0.0) as usize;
        }
        let limit = (-mean).exp();
        let mut product = self.unit();
        let mut count = 0;
        while product > limit {
            product *= self.unit();
            count += 1;
        }
        count
    }

    pub(crate) fn pick<'a, T>(&mut self, things: &'a [T]) -> Option<&'a T> {
        things.get(self.below(things.len()))
    }
}
