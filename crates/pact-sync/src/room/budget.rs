//! How much may one connection bring? A purse that fills with time: what an evening of writing or a long absence
//! needs is far below it; what a script pours in is not.

use std::time::Duration;

/// What may come at once: four of the largest Step2, so that a page that reconnects again and again on a bad line is
/// not turned away; half of what the largest document may hold.
const MAX_BYTES: usize = 32 * 1024 * 1024;
/// What comes back each second. Forty people who type together write 2 KiB a second.
const BYTES_PER_SECOND: usize = 1024 * 1024;
/// Structs that may come at once: a whole document brought by somebody who was away.
const MAX_STRUCTS: usize = 2_000_000;
/// Structs that come back each second; a pasted table of a thousand rows has 20,000.
const STRUCTS_PER_SECOND: usize = 50_000;

#[derive(Debug)]
pub(super) struct Budget {
    bytes: usize,
    structs: usize,
    filled_at: Duration,
}

impl Default for Budget {
    fn default() -> Self {
        Self { bytes: MAX_BYTES, structs: MAX_STRUCTS, filled_at: Duration::ZERO }
    }
}

impl Budget {
    /// Takes what an update costs; `false`, and nothing taken, when that is not there.
    pub(super) fn take(&mut self, bytes: usize, structs: usize, now: Duration) -> bool {
        self.fill(now);
        let is_there = bytes <= self.bytes && structs <= self.structs;
        if is_there {
            self.bytes -= bytes;
            self.structs -= structs;
        }
        is_there
    }

    fn fill(&mut self, now: Duration) {
        let elapsed = now.saturating_sub(self.filled_at);
        let millis = usize::try_from(elapsed.as_millis()).unwrap_or(usize::MAX);
        let earned = |per_second: usize| per_second.saturating_mul(millis) / 1000;
        // Whole milliseconds only: the rest is counted the next time.
        if millis > 0 {
            self.bytes = self.bytes.saturating_add(earned(BYTES_PER_SECOND)).min(MAX_BYTES);
            self.structs = self.structs.saturating_add(earned(STRUCTS_PER_SECOND)).min(MAX_STRUCTS);
            self.filled_at += Duration::from_millis(millis as u64);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_spent_comes_back_with_time_up_to_the_bound() {
        let mut budget = Budget::default();
        assert!(budget.take(MAX_BYTES, 1, Duration::ZERO));
        assert!(!budget.take(1, 1, Duration::ZERO));
        assert!(!budget.take(BYTES_PER_SECOND + 1, 1, Duration::from_secs(1)));
        assert!(budget.take(BYTES_PER_SECOND, 1, Duration::from_secs(1)));
        assert!(!budget.take(MAX_BYTES + 1, 1, Duration::from_secs(100_000)));
        assert!(budget.take(MAX_BYTES, MAX_STRUCTS, Duration::from_secs(100_000)));
    }
}
