//! Any bytes as a frame, from either side, in either protocol.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| pact_tests::fuzz::frame(bytes));
