//! Updates that panicked, poisoned or split one of the two libraries.

use pact_wire::update::{Gap, Limits, holes, inspect};

use crate::grammar::{code, in_root};
use crate::hex;

#[test]
fn legacy_json_that_yrs_misreads_is_refused() {
    // As the fuzzer found it, with a parent marker of 5 on top, which Yjs takes for 0.
    let found = "01 01 02 05 02 05 14 27 01 01 6d 01 6e 01 28 00 05 14 01 01 7d 02 00";
    assert_eq!(code(&hex(found)), "parent_info");
    assert_eq!(code(&hex(&found.replacen("02 05 14", "02 00 14", 1))), "json_content");
    // As an old document really holds it: two values in an array.
    assert_eq!(code(&in_root(2, &hex("02 01 31 03 22 61 22"))), "json_content");
}

#[test]
fn a_clock_that_yrs_would_wrap_is_refused() {
    assert_eq!(code(&hex("01 01 05 c4 ff ff ff ff 0f c4 05 02 05 03 02 58 59 00")), "clock_overflow");
}

#[test]
fn origins_that_nobody_knows_are_a_hole() {
    // The same item as a client that really continues would send it, but built on what the server has not.
    let bytes = hex("01 01 05 04 c4 05 02 05 03 02 58 59 00");
    let inspection = inspect(&bytes, &Limits::UPDATE).expect("grammar is fine");
    assert_eq!(inspection.dependencies, [(5, 3)]);
    assert_eq!(holes(&inspection, |_| 0), Some(Gap { client: 5, known: 0, needed: 4 }));
    // At clock 0 it builds on its own future: no peer can ever fill that.
    assert_eq!(code(&hex("01 01 05 00 c4 05 02 05 03 02 58 59 00")), "forward_reference");
    assert_eq!(code(&hex("01 01 05 00 c4 06 02 06 03 02 58 59 00")), "accepted");
}

#[test]
fn values_nested_by_the_thousand_are_refused_without_recursion() {
    for opening in [&[117_u8, 1][..], &[118, 1, 1, 0x61]] {
        let mut content = vec![1];
        content.extend(opening.repeat(8_000));
        content.push(126);
        assert_eq!(code(&in_root(8, &content)), "too_deep");
    }
}

#[test]
fn a_count_of_two_hundred_million_in_four_bytes_is_refused() {
    assert_eq!(code(&hex("80 84 af 5f")), "count_too_large");
    assert_eq!(code(&hex("80 94 eb dc 03")), "count_too_large");
    assert_eq!(code(&hex("01 80 84 af 5f 05 00 00 01 00")), "count_too_large");
}

#[test]
fn what_the_two_libraries_read_differently_is_refused() {
    assert_eq!(code(&hex("01 01 05 00 04 01 01 74 01 61 00 00")), "trailing_bytes");
    // Clock 2^32 + 3, which yrs reads as 3.
    assert_eq!(code(&hex("01 01 05 83 80 80 80 10 04 01 01 74 01 61 00")), "clock_overflow");
    // Client 2^53 + 5, which yrs reads as 5.
    assert_eq!(code(&hex("01 01 85 80 80 80 80 80 80 10 00 04 01 01 74 01 61 00")), "number_too_large");
}

#[test]
fn a_forged_gc_at_a_victims_clock_is_good_grammar_and_shows_whose_clocks_it_takes() {
    let inspection = inspect(&hex("01 01 07 03 00 c0 84 3d 00"), &Limits::UPDATE).expect("grammar is fine");
    assert_eq!((inspection.blocks[0].client, inspection.blocks[0].start), (7, 3));
    assert_eq!(inspection.blocks[0].end, 3 + 1_000_000);
}

#[test]
fn types_that_make_every_browser_throw_are_refused() {
    assert_eq!(code(&hex("01 01 05 00 07 01 01 74 0f 00")), "unknown_type");
    assert_eq!(code(&hex("01 01 05 00 07 01 01 74 09 00")), "unknown_type");
    assert_eq!(code(&hex("01 01 05 00 07 01 01 74 05 00")), "xml_hook");
}

#[test]
fn a_hook_that_smuggles_structs_past_yrs_is_refused() {
    // To Yjs: a hook whose key is the bytes that yrs takes for another item and the delete set.
    assert_eq!(
        code(&hex("01 02 05 00 07 01 01 74 05 07 04 01 01 75 01 62 00 84 05 00 01 61 00")),
        "xml_hook"
    );
}

#[test]
fn json_that_yrs_cannot_read_is_refused() {
    let embed =
        |text: &str| in_root(5, &[&[u8::try_from(text.len()).expect("short")], text.as_bytes()].concat());
    assert_eq!(code(&embed(r#""\ud800""#)), "lone_surrogate");
    assert_eq!(code(&embed("1e400")), "json_number");
    assert_eq!(code(&embed(r#"{"a":"#)), "json_syntax");
    assert_eq!(code(&embed("")), "json_syntax");
    let mark = in_root(6, &[&[1, 0x61, 8][..], br#""\ud800""#].concat());
    assert_eq!(code(&mark), "lone_surrogate");
}

#[test]
fn lengths_of_zero_and_flags_on_a_gc_are_refused() {
    assert_eq!(code(&hex("01 01 05 00 01 01 01 74 00 00")), "zero_length");
    assert_eq!(code(&hex("01 01 05 00 00 00 00")), "zero_length");
    assert_eq!(code(&hex("01 01 05 00 80 05 00 01 00")), "gc_flags");
    assert_eq!(code(&hex("01 01 05 00 20 01 00")), "gc_flags");
    assert_eq!(code(&hex("01 01 05 00 0a 01 00")), "skip");
    assert_eq!(code(&hex("01 01 05 00 4a 05 00 01 00")), "skip");
}
