//! A bounded run of every fuzz target on every test run: the corpus, random bytes, honest histories of several
//! people, and such histories with a byte or a field changed. `make fuzz` runs them for as long as one likes.
//!
//! The cases are the same in every run, so that a change is judged by itself and not by luck; `PATTOVIVO_FUZZ_SEED=n`
//! begins elsewhere, `PATTOVIVO_FUZZ_CASES=n` multiplies the cases.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::Instant;

use bytes::BytesMut;
use pact_tests::corpus;
use pact_tests::fuzz::browser::Browser;
use pact_tests::fuzz::draft::Draft;
use pact_tests::fuzz::gate::{Gate, Verdict};
use pact_tests::fuzz::{differential, firewall, frame, history, mutation, places, sample, update_apply};
use pact_tests::interop::hex;
use pact_wire::message::PeerMessage;
use pact_wire::structure::Structure;
use pact_wire::update::{Limits, inspect};
use pact_wire::varint::write_var_uint;
use pact_wire::{hocuspocus, ywebsocket};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// Where a run begins when nobody says; any number would do.
const FIRST_SEED: u64 = 802_360_420;

/// Where a run begins; each case has the next seed.
fn first_seed() -> u64 {
    let chosen = std::env::var("PATTOVIVO_FUZZ_SEED").ok().and_then(|text| text.parse().ok());
    chosen.unwrap_or(FIRST_SEED)
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
fn the_index_has_everything_where_it_lies() {
    for row in corpus::rows() {
        let updates: Vec<&[u8]> = row.before.iter().chain([&row.bytes]).map(Vec::as_slice).collect();
        places(&sample::input(&updates));
    }
    run("places", 600, |seed| {
        let mut random = StdRng::seed_from_u64(seed);
        places(&sample::input(&some_history(&mut random)));
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

/// Undoing puts elements between neighbours that it finds by following what was restored, not by looking. What it sends
/// is let in; only where Yjs itself shows its author another text than everybody else, without any server, is it not,
/// and, once in a very long while, where it very nearly does.
#[test]
fn what_is_taken_back_and_put_back_is_let_in() {
    /// Histories told by Node at once.
    const BATCH: u64 = 20;
    let browser = Browser::start().expect("Node starts");
    let (mut taken, mut refused, mut nearly) = (0, 0, 0);
    run("undoing", 6, |seed| {
        let histories = browser.undoing(seed * BATCH, BATCH, 60).expect("Node answers");
        for (number, updates) in (seed * BATCH..).zip(&histories) {
            let mut gate = Gate::default();
            for (update, is_alike) in updates {
                match gate.offer(update) {
                    Verdict::Taken | Verdict::Known => taken += 1,
                    Verdict::Refused("never_neighbours") => {
                        refused += 1;
                        nearly += usize::from(*is_alike);
                        // What comes after builds on it.
                        break;
                    }
                    verdict => panic!("{number}: {verdict:?}: {}", hex(update)),
                }
            }
        }
    });
    println!("fuzz: undoing: {taken} taken, {refused} refused; on {nearly} of these Yjs agrees with itself");
    assert!(refused * 1_000 <= taken && nearly * 10_000 <= taken, "{taken}, {refused}, {nearly}");
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
    assert!(of("Refused") >= 12 && of("Held") == 1 && of("Taken") == 1, "{verdicts:?}");
}

/// Updates of about so many bytes in which every byte costs as much as it can, each family in its own way.
fn costly(bytes: usize) -> Vec<(&'static str, Vec<u8>)> {
    let uint = |out: &mut Vec<u8>, value: usize| write_var_uint(out, value as u64);
    let many_clients = |per_client: usize, one: &dyn Fn(&mut Vec<u8>, usize, usize)| {
        let clients = bytes / per_client;
        let mut out = Vec::new();
        uint(&mut out, clients);
        for client in (1..=clients).rev() {
            out.push(1);
            uint(&mut out, client);
            one(&mut out, client, clients);
        }
        out.push(0);
        out
    };
    let gc = many_clients(6, &|out, _, _| out.extend([0, 0, 1]));
    // Each waits for the next one written, so that none can be applied before the last is read.
    let chain = many_clients(10, &|out, client, _| {
        out.extend([0, 0x84]);
        uint(out, if client == 1 { 1_000_000 } else { client - 1 });
        out.extend([0, 1, b'a']);
    });
    // Names somebody else, whom nobody brings.
    let strangers = many_clients(12, &|out, client, clients| {
        out.extend([0, 0xc4]);
        uint(out, client + clients);
        out.push(0);
        uint(out, client + 2 * clients);
        out.extend([0, 1, b'a']);
    });
    let mut two_clients = vec![2];
    // One client builds on ever later elements of the other: an edge for each struct.
    let structs = bytes / 9;
    uint(&mut two_clients, structs);
    two_clients.extend([9, 0]);
    for clock in 0..structs {
        two_clients.extend([0x84, 5]);
        uint(&mut two_clients, clock);
        two_clients.extend([1, b'a']);
    }
    uint(&mut two_clients, 1);
    two_clients.extend([5, 0, 0]);
    uint(&mut two_clients, structs);
    two_clients.push(0);
    let mut deletes = vec![0];
    uint(&mut deletes, bytes / 6);
    for client in (1..=bytes / 6).rev() {
        uint(&mut deletes, client);
        deletes.extend([1, 0, 1]);
    }
    let mut ranges = vec![0, 1, 5];
    uint(&mut ranges, bytes / 4);
    for range in 0..bytes / 4 {
        uint(&mut ranges, range * 2);
        ranges.push(1);
    }
    // Rising clients are the ones a set is needed for.
    let mut rising = Vec::new();
    uint(&mut rising, bytes / 6);
    for client in 1..=bytes / 6 {
        rising.push(1);
        uint(&mut rising, client);
        rising.extend([0, 0, 1]);
    }
    rising.push(0);
    let mut former = vec![1];
    uint(&mut former, bytes / 9);
    former.extend([5, 0]);
    former.extend([0x28, 1, 1, b'm', 1, b'k', 2, 126, 126].repeat(bytes / 9));
    former.extend([1, 5, 1, 0]);
    uint(&mut former, bytes / 9 * 2);
    let mut json = vec![1, 1, 5, 0, 5, 1, 1, b't'];
    let text = format!("[{}0]", "[[],{}],".repeat(bytes / 8));
    uint(&mut json, text.len());
    json.extend(text.bytes());
    json.push(0);
    let mut values = vec![1, 1, 5, 0, 8, 1, 1, b'm'];
    uint(&mut values, bytes / 4);
    values.extend([117, 1, 117, 0].repeat(bytes / 4));
    values.push(0);
    vec![
        ("clients with a GC each", gc),
        ("clients in a chain", chain),
        ("clients that build on strangers", strangers),
        ("one client that follows another", two_clients),
        ("clients with a deletion each", deletes),
        ("deletions of one client", ranges),
        ("clients in rising order", rising),
        ("former entries", former),
        ("JSON", json),
        ("values", values),
    ]
}

#[test]
fn the_firewalls_memory_is_bounded_by_its_input_and_its_time_grows_with_it() {
    /// Cost of a byte in the larger update, in those of the smaller one. Sorting and hashing cost a little more;
    /// anything quadratic would cost sixteen times as much.
    const MAX_RATIO: f64 = 6.0;
    /// What the index adds for thousands of clients with one struct each: it is to outlive the update, so it has its
    /// tables. One client with as many structs stays below half of it.
    const MAX_WITH_INDEX: u64 = 24;
    const SMALL: usize = 16 * 1024;
    const LARGE: usize = 16 * SMALL;
    let nanos_per_byte = |update: &[u8]| {
        let passes = (0..5).map(|_| {
            let started = Instant::now();
            inspect(update, &Limits::DOCUMENT).expect("costly, but by the rules");
            started.elapsed().as_secs_f64() * 1e9
        });
        passes.fold(f64::INFINITY, f64::min) / f64::from(u32::try_from(update.len()).expect("short"))
    };
    for ((family, small), (_, large)) in costly(SMALL).into_iter().zip(costly(LARGE)) {
        let allocated = meter(&mut || drop(inspect(&large, &Limits::DOCUMENT)));
        let times = (nanos_per_byte(&small), nanos_per_byte(&large));
        println!("fuzz: {family}: {} bytes, {allocated} allocated, {times:?} ns per byte", large.len());
        let document = Structure::default();
        let examined = meter(&mut || drop(document.examine(&large, &Limits::DOCUMENT, None)));
        println!("fuzz: {family}: {examined} allocated with the index");
        assert!(examined <= large.len() as u64 * MAX_WITH_INDEX, "{family}: {examined}");
        assert!(times.1 < times.0 * MAX_RATIO, "{family}: {times:?} ns per byte");
        firewall(&large, meter);
    }
}
