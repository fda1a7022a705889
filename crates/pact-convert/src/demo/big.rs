//! How does it feel when the table is large? A register of any size, the same for the same seed, to measure with.

use super::flat::{FlatRegister, place};

/// How much is in a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegisterSize {
    /// Bodies.
    pub actors: usize,
    /// Commitments.
    pub commitments: usize,
    /// Milestones.
    pub milestones: usize,
}

impl RegisterSize {
    /// The largest pact the screens are measured with.
    pub const LARGE: Self = Self { actors: 60, commitments: 200, milestones: 80 };
}

const KINDS: [&str; 8] = [
    "ente_pubblico",
    "ets",
    "impresa_sociale",
    "parrocchia",
    "scuola",
    "consulta",
    "gruppo_informale",
    "persona",
];
const CATEGORIES: [&str; 6] = [
    "partner_progetto",
    "attori_km2",
    "sistema_rappresentativo",
    "mondo_educativo_cet",
    "reti_solidali",
    "cittadinanza_da_attivare",
];
const STATES: [&str; 9] = [
    "abbozzato",
    "dichiarato",
    "da_confermare",
    "confermato",
    "sottoscritto",
    "in_corso",
    "mantenuto",
    "rimodulato",
    "sciolto",
];
const RESOURCES: [(&str, &str, &str); 4] = [
    ("tempo", "volontari", "persone"),
    ("spazi", "sala", "posti"),
    ("strumenti", "attrezzi", ""),
    ("competenze", "educatrici", "persone"),
];
const DEEDS: [&str; 6] = [
    "Apre la sala il giovedì pomeriggio",
    "Accompagna chi arriva allo sportello",
    "Tiene un laboratorio al mese",
    "Presta gli attrezzi su prenotazione",
    "Organizza una merenda di rione",
    "Racconta sul giornale di strada che cosa succede",
];
const MILESTONE_KINDS: [&str; 3] = ["scadenza", "tappa", "verifica_collettiva"];
const LINES: usize = 3;
const ACTIONS: usize = 18;

/// A register of this size with ids `a0`…, `c0`…, `m0`…
#[must_use]
pub fn big_register(seed: u64, size: RegisterSize) -> FlatRegister {
    let mut flat = FlatRegister::default();
    let mut random = Random(seed);
    flat.set("timeline", "main", "start", "2027-01-01");
    for n in 0..size.actors {
        actor(&mut flat, &mut random, n);
    }
    for n in 0..LINES {
        flat.set("line", &format!("l{n}"), "name", format!("Linea produttiva {}", n + 1));
        flat.set("line", &format!("l{n}"), "order", place(n));
    }
    for n in 0..ACTIONS {
        let id = format!("x{n}");
        flat.set("action", &id, "name", format!("Azione {}", n + 1));
        flat.set("action", &id, "order", place(n));
        flat.set("action", &id, &format!("line/l{}", n % LINES), true);
    }
    for n in 0..size.commitments {
        commitment(&mut flat, &mut random, n, size);
    }
    for n in 0..size.milestones {
        milestone(&mut flat, &mut random, n, size);
    }
    flat
}

fn actor(flat: &mut FlatRegister, random: &mut Random, n: usize) {
    let id = format!("a{n}");
    flat.set("actor", &id, "name", format!("Soggetto inventato {:02}", n + 1));
    flat.set("actor", &id, "kind", *random.choose(&KINDS));
    flat.set("actor", &id, "primary", *random.choose(&CATEGORIES));
}

fn commitment(flat: &mut FlatRegister, random: &mut Random, n: usize, size: RegisterSize) {
    let id = format!("c{n}");
    let from = 1 + random.below(12);
    let to = from + random.below(13 - from);
    flat.set("commitment", &id, "actor", format!("a{}", random.below(size.actors)));
    flat.set("commitment", &id, "action", format!("x{}", random.below(ACTIONS)));
    flat.set("commitment", &id, "from", format!("M{from}"));
    flat.set("commitment", &id, "to", format!("M{to}"));
    flat.set("commitment", &id, "state", *random.choose(&STATES));
    flat.set("commitment", &id, "order", place(n % 100));
    flat.set("commitment", &id, &format!("ally/a{}", random.below(size.actors)), "claimed");
    flat.write("commitment", &id, "what", &format!("{}, la volta {}", random.choose(&DEEDS), n + 1));
    if !n.is_multiple_of(3) {
        flat.write("commitment", &id, "verification", "Il quaderno delle presenze");
        let (kind, label, unit) = *random.choose(&RESOURCES);
        let resource = format!("r{n}");
        flat.set("resource", &resource, "commitment", id);
        flat.set("resource", &resource, "kind", kind);
        flat.set("resource", &resource, "label", label);
        flat.say("resource", &resource, "unit", unit);
        flat.set(
            "resource",
            &resource,
            "quantity",
            f64::from(u8::try_from(1 + random.below(20)).unwrap_or(1)),
        );
    }
}

fn milestone(flat: &mut FlatRegister, random: &mut Random, n: usize, size: RegisterSize) {
    let id = format!("m{n}");
    flat.set("milestone", &id, "kind", *random.choose(&MILESTONE_KINDS));
    flat.set("milestone", &id, "title", format!("Tappa {}", n + 1));
    flat.set(
        "milestone",
        &id,
        "date",
        format!("2027-{:02}-{:02}", 1 + random.below(12), 1 + random.below(28)),
    );
    flat.set("milestone", &id, "actor", format!("a{}", random.below(size.actors)));
    flat.set("milestone", &id, &format!("commitment/c{}", random.below(size.commitments)), true);
}

/// `SplitMix64`: enough to spread things, the same on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`; 0 when there is none.
    fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % end).unwrap_or_default()
    }

    fn choose<'a, T>(&mut self, among: &'a [T]) -> &'a T {
        &among[self.below(among.len())]
    }
}
