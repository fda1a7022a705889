//! The JSON that both JavaScript and serde read alike.

use pact_wire::json::{JsonFault, check};

fn fault(text: &str) -> Option<JsonFault> {
    check(text, 64).err().map(|error| error.fault)
}

#[test]
fn what_browsers_write_is_accepted() {
    for text in [
        "null",
        "true",
        "false",
        "0",
        "-0",
        "1.5",
        "-3e-7",
        "9007199254740991",
        "1e21",
        r#""""#,
        r#""ciao""#,
        "[]",
        "{}",
        "[[],{}]",
        r#"{"a":{"b":[1,"2",null]},"c":false}"#,
        r#""\ud83d\ude00 \u0000 \n""#,
        " [ 1 , 2 ] ",
        r#"{"proto":1,"__proto":2,"constructors":3}"#,
        "\"\u{1f600}\u{2028}\"",
    ] {
        assert_eq!(fault(text), None, "{text}");
    }
}

#[test]
fn what_is_not_json_is_refused() {
    for text in [
        "",
        " ",
        "undefined",
        "NaN",
        "01",
        "1.",
        ".5",
        "+1",
        "1e",
        "-",
        "[1,]",
        "[,1]",
        "{,}",
        r#"{"a"}"#,
        r#"{"a":}"#,
        r#"{"a":1,}"#,
        "{a:1}",
        "[1}",
        "{\"a\":1]",
        "]",
        "[",
        "{",
        "\"",
        "\"\n\"",
        r#""\x""#,
        r#""\u12""#,
        r#""\u12g4""#,
        "1 2",
        "nul",
        "\u{feff}1",
        "'a'",
        "[1 2]",
    ] {
        assert_eq!(fault(text), Some(JsonFault::Syntax), "{text}");
    }
}

#[test]
fn half_a_surrogate_pair_is_refused_wherever_it_stands() {
    for text in [r#""\ud800""#, r#""\udc00""#, r#""\ud83d\ud83d""#, r#""\ud83dx""#, r#"{"\udfff":1}"#] {
        assert_eq!(fault(text), Some(JsonFault::LoneSurrogate), "{text}");
    }
}

#[test]
fn numbers_that_are_read_differently_are_refused() {
    for text in ["1e400", "-1e400", "1e309", "9007199254740992", "18446744073709551616", "[1E999]"] {
        assert_eq!(fault(text), Some(JsonFault::Number), "{text}");
    }
}

#[test]
fn keys_that_reach_a_prototype_are_refused_also_in_disguise() {
    for text in [r#"{"__proto__":1}"#, r#"[{"a":{"constructor":1}}]"#, r#"{"\u005f_proto_\u005F":1}"#] {
        assert_eq!(fault(text), Some(JsonFault::ForbiddenKey), "{text}");
    }
    assert_eq!(fault(r#""__proto__""#), None, "as a value it is only text");
}

#[test]
fn nesting_stops_at_the_bound() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert_eq!(fault(&nested(64)), None);
    assert_eq!(fault(&nested(65)), Some(JsonFault::TooDeep));
    assert_eq!(fault(&"[".repeat(1_000_000)), Some(JsonFault::TooDeep));
    assert_eq!(check("[[]]", 1).err().map(|e| e.fault), Some(JsonFault::TooDeep));
}
