//! Any number of updates for one document.
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use pact_tests::fuzz::{mutation, update_apply};

fuzz_target!(|input: &[u8]| update_apply(input));

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutation::for_libfuzzer(data, size, max_size, seed, mutation::input, fuzzer_mutate)
});
