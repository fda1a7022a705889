//! Any number of updates for one document: where the index has them, beside a slow model.
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use pact_tests::fuzz::{mutation, places};

fuzz_target!(|input: &[u8]| places(input));

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutation::for_libfuzzer(data, size, max_size, seed, mutation::input, fuzzer_mutate)
});
