//! What the operating system says about a process, and latencies in a histogram.

use std::fs;
use std::time::Duration;

/// Resident memory of a process in KiB; 0 when it is gone.
#[must_use]
pub fn resident_kib(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .and_then(|rest| rest.trim().trim_end_matches("kB").trim().parse().ok())
        .unwrap_or(0)
}

/// Processor time a process has used, user and system.
///
/// The scheduler's own account in nanoseconds, summed over the threads alive; the coarse account of the whole
/// process (10 ms steps) when threads that ended make the fine one fall short.
#[must_use]
pub fn processor_time(pid: u32) -> Duration {
    let fine: u64 = fs::read_dir(format!("/proc/{pid}/task"))
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|task| fs::read_to_string(task.path().join("schedstat")).ok())
        .filter_map(|line| line.split(' ').next().and_then(|field| field.parse::<u64>().ok()))
        .sum();
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // The name in brackets may hold spaces; what follows it is 52 fields from the third on.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |index: usize| fields.get(index).and_then(|field| field.parse::<u64>().ok()).unwrap_or(0);
    let coarse = Duration::from_millis(10 * (ticks(11) + ticks(12)));
    let fine = Duration::from_nanos(fine);
    if coarse.saturating_sub(fine) > Duration::from_millis(50) { coarse } else { fine }
}

/// Number of buckets of an octave.
const STEPS: u64 = 16;

/// Durations in buckets 6 % wide, from a microsecond up.
#[derive(Clone, Debug)]
pub struct Histogram {
    buckets: Vec<u64>,
    count: u64,
    highest: u64,
}

impl Default for Histogram {
    fn default() -> Self {
        Self { buckets: vec![0; 64 * usize::try_from(STEPS).unwrap_or(16)], count: 0, highest: 0 }
    }
}

impl Histogram {
    /// Counts one duration.
    pub fn record(&mut self, duration: Duration) {
        let nanos = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX).max(1);
        let octave = u64::from(nanos.ilog2());
        let step = if octave < 4 { 0 } else { (nanos >> (octave - 4)) - STEPS };
        if let Some(bucket) =
            usize::try_from(octave * STEPS + step).ok().and_then(|at| self.buckets.get_mut(at))
        {
            *bucket += 1;
        }
        self.count += 1;
        self.highest = self.highest.max(nanos);
    }

    /// How many were counted.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// The duration below which this part (0 to 1) of all lies, in milliseconds; the middle of its bucket.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "figures for people")]
    pub fn quantile_ms(&self, part: f64) -> f64 {
        let mut rest = part * self.count as f64;
        for (index, count) in self.buckets.iter().enumerate() {
            rest -= *count as f64;
            if *count > 0 && rest <= 0.0 {
                let index = index as u64;
                let low = (1_u64 << (index / STEPS)) as f64;
                let middle = low * (1.0 + ((index % STEPS) as f64 + 0.5) / STEPS as f64);
                return middle.min(self.highest as f64) / 1e6;
            }
        }
        self.highest as f64 / 1e6
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_within_a_bucket() {
        let mut histogram = Histogram::default();
        for ms in 1..=100 {
            histogram.record(Duration::from_millis(ms));
        }
        assert_eq!(histogram.count(), 100);
        for (part, ms) in [(0.5, 50.0), (0.99, 99.0), (0.01, 1.0)] {
            let found = histogram.quantile_ms(part);
            assert!((found - ms).abs() < ms * 0.07, "{part}: {found}");
        }
    }

    #[test]
    fn this_process_uses_memory_and_time() {
        let pid = std::process::id();
        assert!(resident_kib(pid) > 1000);
        let before = processor_time(pid);
        let mut sum = 0_u64;
        for n in 0..20_000_000_u64 {
            sum = std::hint::black_box(sum.wrapping_add(n));
        }
        assert!(processor_time(pid) > before, "{sum}");
    }
}
