//! A bounded run of every fuzz target on every test run: the corpus, random bytes, honest histories of several
//! people, and such histories with a byte or a field changed. `make fuzz` runs them for as long as one likes.
//!
//! The seed is printed. `PATTOVIVO_FUZZ_SEED=n` repeats a run, `PATTOVIVO_FUZZ_CASES=n` multiplies the cases.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::Instant;

use bytes::BytesMut;
use pact_tests::corpus;
use pact_tests::fuzz::browser::Browser;
use pact_tests::fuzz::draft::Draft;
use pact_tests::fuzz::gate::{Gate, Verdict};
use pact_tests::fuzz::{differential, firewall, frame, history, mutation, sample, update_apply};
use pact_tests::interop::hex;
use pact_wire::message::PeerMessage;
use pact_wire::{hocuspocus, ywebsocket};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// Where a run begins; each case has the next seed.
fn first_seed() -> u64 {
    let chosen = std::env::var("PATTOVIVO_FUZZ_SEED").ok().and_then(|text| text.parse().ok());
    chosen.unwrap_or_else(|| u64::from(rand::random::<u32>()))
}

/// Runs `case` so many times, each with a seed of its own, and tells which one failed.
fn run(target: &str, cases: u64, mut case: impl FnMut(u64)) {
    let times = std::env::var("PATTOVIVO_FUZZ_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
    let (first, started) = (first_seed(), Instant::now());
    println!("fuzz: {target}: PATTOVIVO_FUZZ_SEED={first}");
    for seed in (first..).take(usize::try_from(cases * times).expect("a small number")) {
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| case(seed))) {
            eprintln!("fuzz: {target}: failed with PATTOVIVO_FUZZ_SEED={seed}");
            resume_unwind(panic);
        }
    }
    println!("fuzz: {target}: {} cases in {:?}", cases * times, started.elapsed());
}

/// A history: as it was written, or with a few things changed.
fn some_history(random: &mut StdRng) -> Vec<Vec<u8>> {
    let steps = random.random_range(1..20);
    let mut updates: Vec<Vec<u8>> =
        history::history(random, steps).into_iter().map(|update| update.to_vec()).collect();
    for _ in 0..random.random_range(0..4) {
        mutation::history(&mut updates, random);
    }
    updates
}

fn some_bytes(random: &mut StdRng) -> Vec<u8> {
    (0..random.random_range(0..60))
        .map(|_| if random.random_bool(0.7) { random.random_range(0..12) } else { random.random() })
        .collect()
}

/// Bytes that the process allocates in one thread, at most at one time.
fn meter(work: &mut dyn FnMut()) -> u64 {
    allocation_counter::measure(work).bytes_max
}

#[test]
fn frames_never_panic_and_come_back_as_they_were() {
    run("frame", 3_000, |seed| {
        let mut random = StdRng::seed_from_u64(seed);
        frame(&some_bytes(&mut random));
        let update = some_history(&mut random).pop().unwrap_or_default().into();
        let message = match seed % 5 {
            0 => PeerMessage::Step2(update),
            1 => PeerMessage::Awareness(update),
            2 => PeerMessage::Stateless(String::from_utf8_lossy(&update).into_owned()),
            3 => PeerMessage::Token { token: "tavolo".to_owned(), version: Some("4.8.0".to_owned()) },
            _ => PeerMessage::Update(update),
        };
        let (mut collab, mut y) = (BytesMut::new(), BytesMut::new());
        hocuspocus::encode_client(b"documento\x00due", &message, &mut collab);
        ywebsocket::encode_client(&message, &mut y);
        for said in [collab, y] {
            let mut said = said.to_vec();
            frame(&said);
            mutation::bytes(&mut said, &mut random);
            frame(&said);
        }
    });
}

#[test]
fn the_firewall_never_panics_and_reads_as_a_second_reader_does() {
    for row in corpus::rows() {
        firewall(&row.bytes, meter);
    }
    run("firewall", 1_500, |seed| {
        let mut random = StdRng::seed_from_u64(seed);
        firewall(&some_bytes(&mut random), meter);
        for update in some_history(&mut random) {
            firewall(&update, meter);
        }
    });
}

#[test]
fn what_is_let_in_goes_in() {
    for row in corpus::rows() {
        let updates: Vec<&[u8]> = row.before.iter().chain([&row.bytes]).map(Vec::as_slice).collect();
        update_apply(&sample::input(&updates));
    }
    run("update_apply", 1_500, |seed| {
        let mut random = StdRng::seed_from_u64(seed);
        update_apply(&some_bytes(&mut random));
        update_apply(&sample::input(&some_history(&mut random)));
    });
}

#[test]
fn yjs_and_yrs_understand_alike_what_is_let_in() {
    /// Cases told to Node at once.
    const BATCH: u64 = 100;
    let browser = Browser::start().expect("Node starts");
    let histories = corpus::rows().iter().filter(|row| row.bytes.len() < 10_000).map(|row| {
        let updates: Vec<&[u8]> = row.before.iter().chain([&row.bytes]).map(Vec::as_slice).collect();
        sample::input(&updates)
    });
    differential(&histories.collect::<Vec<_>>(), &browser);
    run("differential", 10, |seed| {
        let seeds = (seed..).step_by(1_000_003).take(usize::try_from(BATCH).expect("small"));
        let inputs: Vec<Vec<u8>> =
            seeds.map(|seed| sample::input(&some_history(&mut StdRng::seed_from_u64(seed)))).collect();
        differential(&inputs, &browser);
    });
}

/// The test of the test: honest histories are taken whole, changed ones are refused for many reasons and taken
/// often enough to matter.
#[test]
fn the_generator_reaches_what_it_is_made_for() {
    let mut verdicts: BTreeMap<String, usize> = BTreeMap::new();
    run("generator", 400, |seed| {
        let mut random = StdRng::seed_from_u64(seed);
        let mut honest = Gate::default();
        let mut updates: Vec<Vec<u8>> =
            history::history(&mut random, 12).into_iter().map(|update| update.to_vec()).collect();
        for update in &updates {
            assert_eq!(Draft::read(update).expect("by the grammar").write(), *update);
            // Two people may have deleted the same.
            let verdict = honest.offer(update);
            assert!(matches!(verdict, Verdict::Taken | Verdict::Known), "{verdict:?}: {}", hex(update));
        }
        mutation::history(&mut updates, &mut random);
        let mut changed = Gate::default();
        for update in &updates {
            *verdicts.entry(format!("{:?}", changed.offer(update))).or_default() += 1;
        }
    });
    println!("fuzz: generator: {verdicts:#?}");
    let of = |start: &str| verdicts.iter().filter(|(name, _)| name.starts_with(start)).count();
    assert!(of("Refused") >= 10 && of("Unfit") >= 2 && of("Held") == 1 && of("Taken") == 1, "{verdicts:?}");
}
