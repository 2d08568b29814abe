//! What the demo's recordings sound like: two voices that take turns, without words.

/// Samples in a second, as telephones have them.
const RATE: u32 = 8_000;
/// Bytes of a sample: 16 bits, one channel.
const SAMPLE_BYTES: u32 = 2;
/// Bytes before the first sample.
const HEAD_BYTES: u32 = 44;
/// Pitches of the voices, in hertz.
const VOICES: [f64; 2] = [118.0, 204.0];
const SYLLABLE_SECONDS: f64 = 0.19;
/// Syllables that one says before the other does.
const TURN_SYLLABLES: usize = 9;
/// How loud it is, of what a sample can hold.
const LOUDNESS: f64 = 0.28;

/// A recording of so many milliseconds, as a WAV file; the same for the same seed.
pub(super) fn conversation(seed: u64, duration_ms: u32) -> Vec<u8> {
    let samples = duration_ms * (RATE / 1000);
    let mut file = head(samples);
    let mut phase = 0.0_f64;
    for at in 0..samples {
        let seconds = f64::from(at) / f64::from(RATE);
        // Whole syllables since the beginning: a small number.
        let syllable = (seconds / SYLLABLE_SECONDS) as usize;
        let into = seconds / SYLLABLE_SECONDS - syllable as f64;
        let (turn, place) = (syllable / TURN_SYLLABLES, syllable % TURN_SYLLABLES);
        let chance = scattered(seed, syllable as u64);
        // The last syllables of a turn are the pause before the other speaks.
        let is_silent = place + 2 >= TURN_SYLLABLES || chance < 0.12;
        let melody = 1.0 + 0.22 * (chance - 0.5) - 0.02 * place as f64;
        phase += VOICES[turn % VOICES.len()] * melody / f64::from(RATE);
        let swell = if is_silent { 0.0 } else { (into * std::f64::consts::PI).sin().powi(2) };
        let tone: f64 = (1..=6).map(|k| (phase * f64::from(k) * std::f64::consts::TAU).sin() / f64::from(k)).sum();
        // Within what a sample can hold, since the tone is below 2.5.
        let sample = (swell * tone * LOUDNESS * f64::from(i16::MAX)) as i16;
        file.extend_from_slice(&sample.to_le_bytes());
    }
    file
}

/// The head of a WAV file: uncompressed, one channel.
fn head(samples: u32) -> Vec<u8> {
    let data = samples * SAMPLE_BYTES;
    let mut head = Vec::with_capacity((HEAD_BYTES + data) as usize);
    head.extend_from_slice(b"RIFF");
    head.extend_from_slice(&(HEAD_BYTES - 8 + data).to_le_bytes());
    head.extend_from_slice(b"WAVEfmt ");
    head.extend_from_slice(&16_u32.to_le_bytes());
    head.extend_from_slice(&1_u16.to_le_bytes());
    head.extend_from_slice(&1_u16.to_le_bytes());
    head.extend_from_slice(&RATE.to_le_bytes());
    head.extend_from_slice(&(RATE * SAMPLE_BYTES).to_le_bytes());
    head.extend_from_slice(&2_u16.to_le_bytes());
    head.extend_from_slice(&16_u16.to_le_bytes());
    head.extend_from_slice(b"data");
    head.extend_from_slice(&data.to_le_bytes());
    head
}

/// A number from 0 to 1 that looks like chance and is none.
fn scattered(seed: u64, place: u64) -> f64 {
    let mut mixed = (seed ^ place.wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed ^= mixed >> 31;
    (mixed.wrapping_mul(0x94d0_49bb_1331_11eb) >> 40) as f64 / f64::from(1_u32 << 24)
}

#[cfg(test)]
mod tests;
