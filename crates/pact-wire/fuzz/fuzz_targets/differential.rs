//! Any number of updates for one document, in yrs and in a stock browser's Yjs.
#![no_main]

use std::cell::OnceCell;

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use pact_tests::fuzz::browser::Browser;
use pact_tests::fuzz::{differential, mutation};

thread_local! {
    static BROWSER: OnceCell<Browser> = const { OnceCell::new() };
}

fuzz_target!(|input: &[u8]| BROWSER.with(|browser| {
    let browser = browser.get_or_init(|| Browser::start().expect("Node starts"));
    differential(&[input], browser);
}));

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutation::for_libfuzzer(data, size, max_size, seed, mutation::input, fuzzer_mutate)
});
