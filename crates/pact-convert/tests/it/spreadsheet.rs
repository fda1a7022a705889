//! What goes into a spreadsheet comes back as it was.

use pact_convert::spreadsheet::{accountability_csv, commitments_csv, milestones_csv, rows};
use proptest::prelude::*;

use crate::registers::{field, register};

fn column(file: &[u8], name: &str) -> Vec<String> {
    let rows = rows(file).expect("our own file");
    let at = rows[0].iter().position(|heading| heading == name).expect(name);
    rows[1..].iter().map(|row| row[at].clone()).collect()
}

#[test]
fn an_italian_spreadsheet_opens_it() {
    let file = commitments_csv(&register(&[
        field("actor/a1/name", "Società «Perché»"),
        field("commitment/c1/actor", "a1"),
        field("commitment/c1/from", "M1"),
        field("commitment/c1/to", "2027-06-30"),
        field("timeline/main/start", "2027-01-01"),
        field("text:commitment/c1/what", "Apre la sala; \"sempre\"\ne il 🎪"),
    ]));
    let text = String::from_utf8(file.clone()).expect("UTF-8");
    assert!(text.starts_with("\u{feff}Codice;Soggetto;Settore;Che cosa;"));
    assert!(text.ends_with("\r\n"));
    assert!(text.contains("\"Apre la sala; \"\"sempre\"\"\ne il 🎪\""));
    assert_eq!(column(&file, "Soggetto"), ["Società «Perché»"]);
    assert_eq!(column(&file, "Che cosa"), ["Apre la sala; \"sempre\"\ne il 🎪"]);
    assert_eq!(column(&file, "Da (mese o giorno)"), ["M1 · gennaio 2027"]);
    assert_eq!(column(&file, "Primo giorno"), ["01/01/2027"]);
    assert_eq!(column(&file, "Ultimo giorno"), ["30/06/2027"]);
    assert_eq!(column(&file, "A che punto è"), ["abbozzato"]);
}

#[test]
fn nobody_runs_a_formula_by_opening_it() {
    for formula in ["=1+1", "+39 055", "-1", "@SUM(A1)", "\t=1", "'=1", "''@x"] {
        let file = milestones_csv(&register(&[field("milestone/m1/title", formula)]));
        let text = String::from_utf8(file.clone()).expect("UTF-8");
        assert!(text.contains(&format!("'{formula}")), "{formula}");
        assert_eq!(column(&file, "Titolo"), [formula]);
    }
    for words in ["'Na festa", "perché = così", "«-»", ""] {
        let file = milestones_csv(&register(&[field("milestone/m1/title", words)]));
        assert!(
            !String::from_utf8(file.clone()).expect("UTF-8").contains(&format!("'{words}"))
                || words.is_empty()
        );
        assert_eq!(column(&file, "Titolo"), [words]);
    }
}

#[test]
fn a_file_that_is_no_text_is_refused() {
    assert!(rows(&[0xff, 0xfe, 0x41]).is_err());
    assert_eq!(rows(b"a;b\nc").expect("rows of different lengths"), [vec!["a", "b"], vec!["c"]]);
}

#[test]
fn decidim_reads_commitments_and_milestones_as_results() {
    let file = accountability_csv(&register(&[
        field("actor/a1/name", "Circolo"),
        field("commitment/c1/actor", "a1"),
        field("commitment/c1/state", "mantenuto"),
        field("commitment/c1/to", "M2"),
        field("commitment/c2/state", "sciolto"),
        field("milestone/m1/title", "Festa"),
        field("milestone/m1/date", "2027-03-15"),
        field("timeline/main/start", "2027-01-01"),
        field("text:commitment/c1/what", "Apre <la> sala"),
    ]));
    let text = String::from_utf8(file.clone()).expect("UTF-8");
    assert!(text.starts_with(
        "id;title/it;description/it;start_date;end_date;progress;status/id;parent/id;external_id"
    ));
    assert_eq!(column(&file, "external_id"), ["c1", "m1"]);
    assert_eq!(column(&file, "title/it"), ["Circolo: Apre <la> sala", "Tappa: Festa"]);
    assert!(column(&file, "description/it")[0].starts_with("<p>Apre &lt;la&gt; sala</p>"));
    assert_eq!(column(&file, "end_date"), ["2027-02-28", "2027-03-15"]);
    assert_eq!(column(&file, "progress"), ["100", ""]);
    assert_eq!(column(&file, "id"), ["", ""], "a number would write over a result of theirs");
}

proptest! {
    #[test]
    fn any_text_comes_back_as_it_was(title in ".*", what in "[='+;\"\\n\\r🎪àè a-c-]{0,12}") {
        let register = register(&[
            field("milestone/m1/title", title.as_str()),
            field("commitment/c1/actor", "a1"),
            field("text:commitment/c1/what", what.as_str()),
        ]);
        prop_assert_eq!(column(&milestones_csv(&register), "Titolo"), [title]);
        prop_assert_eq!(column(&commitments_csv(&register), "Che cosa"), [what]);
    }
}
