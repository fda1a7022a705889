//! Any bytes as an update.
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use pact_tests::fuzz::{firewall, mutation};

fuzz_target!(|bytes: &[u8]| firewall(bytes, |work| allocation_counter::measure(work).bytes_max));

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutation::for_libfuzzer(data, size, max_size, seed, mutation::update, fuzzer_mutate)
});
