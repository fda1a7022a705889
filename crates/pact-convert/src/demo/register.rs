//! What have the invented bodies promised so far? A register over three production lines, with the unevenness of a
//! real table: somebody promises too much, somebody nothing yet, an ally has not answered, a month is full.

use super::demo;
use super::flat::{FlatRegister, place};

/// Places of the bodies in the demo's process.
const COMUNE: usize = 0;
const PARROCCHIA: usize = 1;
const MULINO: usize = 2;
const LANTERNA: usize = 3;
const BIBLIOTECA: usize = 4;
const SCUOLA: usize = 5;
const CONSULTA: usize = 6;
const ORTO: usize = 7;
const PERGOLATO: usize = 8;
const DUE_LUNE: usize = 10;
const POLISPORTIVA: usize = 11;

const DEPARTMENTS: [(&str, &str); 3] =
    [("sociali", "Servizi sociali"), ("cultura", "Cultura"), ("ambiente", "Ambiente e verde")];

/// The day the pact begins: declared, since nobody has signed yet.
const START: &str = "2027-01-01";

const LINES: [(&str, &str); 3] = [
    ("relazioni", "Relazioni significative"),
    ("welfare", "Welfare personalizzato e comunitario"),
    ("solidarieta", "Solidarietà e collaborazione generativa"),
];

/// An action: id, name, kind, priority, lines.
type Action = (&'static str, &'static str, &'static str, &'static str, &'static [&'static str]);

const ACTIONS: [Action; 7] = [
    ("giovedi", "Il giovedì aperto", "fondativa", "urgente", &["relazioni"]),
    ("merende", "Le merende di rione", "sperimentale", "", &["relazioni"]),
    ("doposcuola", "Il doposcuola di comunità", "fondativa", "urgente", &["welfare"]),
    ("antenne", "Le antenne di rione", "fondativa", "", &["welfare"]),
    ("attrezzi", "La banca degli attrezzi e dei saperi", "sperimentale", "", &["solidarieta"]),
    ("orto", "L'orto condiviso", "sperimentale", "", &["solidarieta", "relazioni"]),
    ("passaggi", "I passaggi di chi non guida più", "attenzione", "da capire", &["welfare", "solidarieta"]),
];

/// A resource: kind, what, how much (0 when nobody counted), of what.
type Resource = (&'static str, &'static str, f64, &'static str);

/// A promise, by the place of its body.
struct Promise {
    id: &'static str,
    actor: usize,
    department: &'static str,
    action: &'static str,
    what: &'static str,
    resources: &'static [Resource],
    from: &'static str,
    to: &'static str,
    verification: &'static str,
    flexibility: &'static str,
    allies: &'static [(usize, bool)],
    state: &'static str,
    reason: &'static str,
}

/// A promise with nothing said yet.
const BLANK: Promise = Promise {
    id: "",
    actor: 0,
    department: "",
    action: "",
    what: "",
    resources: &[],
    from: "",
    to: "",
    verification: "",
    flexibility: "",
    allies: &[],
    state: "",
    reason: "",
};

const PROMISES: [Promise; 24] = [
    Promise {
        id: "sala-del-giovedi",
        actor: PARROCCHIA,
        action: "giovedi",
        what: "Apre la sala grande il giovedì pomeriggio",
        resources: &[("spazi", "sala grande", 60.0, "posti"), ("tempo", "volontari", 2.0, "persone")],
        from: "M1",
        to: "M6",
        verification: "Il quaderno delle presenze, che conta le persone e non i nomi",
        flexibility: "Se la sala serve per un funerale, si va in biblioteca",
        allies: &[(PERGOLATO, true), (BIBLIOTECA, true)],
        state: "confermato",
        ..BLANK
    },
    Promise {
        id: "incontri-delle-antenne",
        actor: PARROCCHIA,
        action: "antenne",
        what: "Ospita l'incontro mensile delle antenne di rione",
        resources: &[("spazi", "saletta", 15.0, "posti")],
        from: "M2",
        to: "M12",
        verification: "Undici incontri nel calendario, con il numero di chi c'era",
        state: "confermato",
        ..BLANK
    },
    Promise {
        id: "apertura-attrezzi",
        actor: MULINO,
        action: "attrezzi",
        what: "Tiene aperta la banca degli attrezzi due pomeriggi al mese",
        resources: &[
            ("strumenti", "attrezzi da lavoro", 45.0, "pezzi"),
            ("tempo", "volontari", 3.0, "persone"),
        ],
        from: "M4",
        to: "M12",
        verification: "Il registro dei prestiti",
        allies: &[(ORTO, true), (DUE_LUNE, false)],
        state: "dichiarato",
        ..BLANK
    },
    Promise {
        id: "laboratori-attrezzi",
        actor: MULINO,
        action: "attrezzi",
        what: "Insegna a usare gli attrezzi in sei laboratori aperti a tutti",
        resources: &[("know_how", "falegnami in pensione", 2.0, "persone")],
        from: "M5",
        to: "M10",
        verification: "Sei laboratori fatti, almeno otto persone a laboratorio",
        state: "dichiarato",
        ..BLANK
    },
    Promise {
        id: "cultura-del-riuso",
        actor: MULINO,
        action: "attrezzi",
        what: "Promuovere la cultura del riuso",
        state: "abbozzato",
        ..BLANK
    },
    Promise {
        id: "formazione-doposcuola",
        actor: LANTERNA,
        action: "doposcuola",
        what: "Forma dodici volontari per il doposcuola",
        resources: &[("competenze", "educatrici", 2.0, "persone")],
        from: "M1",
        to: "M3",
        verification: "Dodici persone hanno finito le quattro serate",
        allies: &[(SCUOLA, true)],
        state: "da_confermare",
        ..BLANK
    },
    Promise {
        id: "coordinamento-doposcuola",
        actor: LANTERNA,
        action: "doposcuola",
        what: "Coordina il doposcuola tre pomeriggi a settimana, nei mesi di scuola",
        resources: &[("tempo", "coordinatrice", 6.0, "ore a settimana")],
        from: "M3",
        to: "M11",
        verification: "Il diario dei pomeriggi",
        flexibility: "In luglio e agosto si ferma",
        allies: &[(SCUOLA, false), (PARROCCHIA, true)],
        state: "da_confermare",
        ..BLANK
    },
    Promise {
        id: "supervisione-antenne",
        actor: LANTERNA,
        action: "antenne",
        what: "Accompagna le antenne di rione con una supervisione al mese",
        resources: &[("competenze", "psicologa di comunità", 0.0, "")],
        from: "M3",
        to: "M12",
        state: "dichiarato",
        ..BLANK
    },
    Promise {
        id: "valigia-di-libri",
        actor: BIBLIOTECA,
        action: "giovedi",
        what: "Porta una valigia di libri al giovedì aperto, ogni due settimane",
        resources: &[("strumenti", "valigie di libri", 4.0, "")],
        from: "M1",
        to: "M6",
        verification: "I prestiti fatti in sala",
        allies: &[(PARROCCHIA, true)],
        state: "confermato",
        ..BLANK
    },
    Promise {
        id: "proiettore-e-tavoli",
        actor: BIBLIOTECA,
        action: "attrezzi",
        what: "Presta il proiettore e tre tavoli da lavoro, su prenotazione",
        resources: &[("strumenti", "proiettore", 1.0, ""), ("strumenti", "tavoli da lavoro", 3.0, "")],
        from: "M1",
        to: "M12",
        verification: "Il calendario delle prenotazioni",
        state: "confermato",
        ..BLANK
    },
    Promise {
        id: "aule-del-pomeriggio",
        actor: SCUOLA,
        action: "doposcuola",
        what: "Mette a disposizione tre aule, tre pomeriggi a settimana",
        resources: &[("spazi", "aule", 3.0, "")],
        from: "M3",
        to: "M11",
        allies: &[(LANTERNA, true)],
        state: "da_confermare",
        ..BLANK
    },
    Promise {
        id: "classi-all-orto",
        actor: SCUOLA,
        action: "orto",
        what: "Porta quattro classi all'orto condiviso una volta al mese",
        resources: &[("tempo", "maestre", 4.0, "persone")],
        from: "2027-03-01",
        to: "2027-05-31",
        verification: "Dodici uscite nel registro di classe",
        allies: &[(ORTO, true)],
        state: "dichiarato",
        ..BLANK
    },
    Promise {
        id: "giornale-di-strada",
        actor: CONSULTA,
        action: "merende",
        what: "Racconta le merende di rione con un giornale di strada, in tre numeri",
        resources: &[("competenze", "redazione", 7.0, "ragazze e ragazzi")],
        from: "M3",
        to: "M9",
        verification: "Tre numeri appesi nei cortili",
        flexibility: "Se la stampa costa troppo, due numeri e una mostra",
        state: "dichiarato",
        ..BLANK
    },
    Promise {
        id: "piccoli-orti",
        actor: ORTO,
        action: "orto",
        what: "Assegna dodici piccoli orti a famiglie del rione",
        resources: &[("spazi", "piccoli orti", 12.0, "")],
        from: "M2",
        to: "M4",
        verification: "Dodici cartelli con i nomi scelti dalle famiglie",
        state: "dichiarato",
        ..BLANK
    },
    Promise {
        id: "verdura-alle-merende",
        actor: ORTO,
        action: "merende",
        what: "Porta la verdura di stagione alle merende di rione",
        resources: &[("strumenti", "cassette di verdura", 4.0, "")],
        from: "M5",
        to: "M9",
        allies: &[(PERGOLATO, true)],
        state: "rimodulato",
        reason: "Prima erano otto cassette: il raccolto non basta",
        ..BLANK
    },
    Promise {
        id: "te-e-giochi",
        actor: PERGOLATO,
        action: "giovedi",
        what: "Porta tè, dolci e giochi da tavolo al giovedì aperto, ogni settimana",
        resources: &[("tempo", "volontarie", 3.0, "persone")],
        from: "M1",
        to: "M6",
        verification: "Il quaderno delle presenze del giovedì",
        allies: &[(PARROCCHIA, true)],
        state: "dichiarato",
        ..BLANK
    },
    Promise {
        id: "quattro-merende",
        actor: PERGOLATO,
        action: "merende",
        what: "Organizza quattro merende di rione nei cortili",
        resources: &[("reti_di_contatto", "famiglie dei cortili", 0.0, "")],
        from: "M3",
        to: "M6",
        verification: "Quattro merende, in quattro cortili diversi",
        allies: &[(CONSULTA, true), (COMUNE, false)],
        state: "dichiarato",
        ..BLANK
    },
    Promise {
        id: "tavoli-e-sedie",
        actor: PERGOLATO,
        action: "attrezzi",
        what: "Presta sei tavoli e quaranta sedie a chi li chiede",
        resources: &[("strumenti", "tavoli", 6.0, ""), ("strumenti", "sedie", 40.0, "")],
        from: "M1",
        to: "M6",
        state: "dichiarato",
        ..BLANK
    },
    Promise {
        id: "pergola-dell-orto",
        actor: PERGOLATO,
        action: "orto",
        what: "Cura la pergola dell'orto condiviso un sabato al mese",
        from: "M3",
        to: "M6",
        verification: "Si vede dalla strada",
        state: "abbozzato",
        ..BLANK
    },
    Promise {
        id: "assistente-per-le-antenne",
        actor: COMUNE,
        department: "sociali",
        action: "antenne",
        what: "Un'assistente sociale affianca le antenne di rione, due ore ogni quindici giorni",
        resources: &[("competenze", "assistente sociale", 1.0, "persona")],
        from: "M1",
        to: "M12",
        verification: "Le ore nel piano di lavoro del servizio",
        allies: &[(PARROCCHIA, true), (LANTERNA, true)],
        state: "confermato",
        ..BLANK
    },
    Promise {
        id: "calendario-del-giovedi",
        actor: COMUNE,
        department: "cultura",
        action: "giovedi",
        what: "Stampa e affigge ogni mese il calendario del giovedì aperto",
        resources: &[("strumenti", "manifesti", 50.0, "al mese")],
        from: "M1",
        to: "M6",
        verification: "I manifesti nelle bacheche il primo lunedì del mese",
        state: "confermato",
        ..BLANK
    },
    Promise {
        id: "permessi-dei-cortili",
        actor: COMUNE,
        action: "merende",
        what: "Semplifica i permessi per le merende nei cortili: una sola domanda per tutto l'anno",
        resources: &[("know_how", "modulo unico", 0.0, "")],
        from: "M1",
        to: "M2",
        verification: "Il modulo è nel sito del Comune",
        state: "dichiarato",
        ..BLANK
    },
    Promise {
        id: "ginnastica-dolce",
        actor: POLISPORTIVA,
        action: "giovedi",
        what: "Tiene un'ora di ginnastica dolce al giovedì aperto",
        resources: &[("competenze", "istruttrice", 1.0, "persona")],
        from: "M2",
        to: "M5",
        verification: "Il numero di chi partecipa, ogni giovedì",
        allies: &[(PARROCCHIA, true)],
        state: "dichiarato",
        ..BLANK
    },
    Promise {
        id: "chi-conosce-le-vie",
        actor: DUE_LUNE,
        action: "antenne",
        what: "Presta sei persone che conoscono le vie e sanno ascoltare",
        resources: &[("reti_di_contatto", "persone che ascoltano", 6.0, "")],
        from: "M2",
        to: "M12",
        verification: "Le antenne si contano all'incontro mensile",
        allies: &[(PARROCCHIA, true)],
        state: "dichiarato",
        ..BLANK
    },
];

/// A milestone: id, kind, title, date, who looks after it, the commitments it looks at.
type Milestone =
    (&'static str, &'static str, &'static str, &'static str, Option<usize>, &'static [&'static str]);

const MILESTONES: [Milestone; 10] = [
    (
        "calendario-pronto",
        "scadenza",
        "Il primo calendario del giovedì è nelle bacheche",
        "2027-01-04",
        Some(COMUNE),
        &["calendario-del-giovedi"],
    ),
    (
        "primo-giovedi",
        "tappa",
        "Il primo giovedì aperto",
        "2027-01-14",
        Some(PARROCCHIA),
        &["sala-del-giovedi", "te-e-giochi"],
    ),
    (
        "volontari-formati",
        "scadenza",
        "I volontari del doposcuola sono pronti",
        "M3",
        Some(LANTERNA),
        &["formazione-doposcuola"],
    ),
    (
        "banca-aperta",
        "tappa",
        "Si inaugura la banca degli attrezzi",
        "2027-04-10",
        Some(MULINO),
        &["apertura-attrezzi"],
    ),
    ("prima-verifica", "verifica_collettiva", "Come è partita?", "2027-04-22", Some(COMUNE), &[]),
    (
        "merende-finite",
        "scadenza",
        "La quarta merenda di rione",
        "2027-06-12",
        Some(PERGOLATO),
        &["quattro-merende", "verdura-alle-merende"],
    ),
    (
        "verifica-di-meta",
        "verifica_collettiva",
        "A metà strada: che cosa cambiamo?",
        "2027-06-24",
        Some(COMUNE),
        &[],
    ),
    ("si-riparte", "tappa", "Si riparte dopo l'estate", "M9", None, &["coordinamento-doposcuola"]),
    ("festa-dell-orto", "tappa", "La festa dell'orto", "2027-09-18", Some(ORTO), &["piccoli-orti"]),
    (
        "verifica-finale",
        "verifica_collettiva",
        "Un anno dopo, a porte aperte",
        "2027-12-16",
        Some(COMUNE),
        &[],
    ),
];

/// The register of the demo. Its bodies are those of the demo's process: `actor_id` gives the id of the n-th.
pub fn register(actor_id: impl Fn(usize) -> String) -> FlatRegister {
    let mut flat = FlatRegister::default();
    actors(&mut flat, &actor_id);
    work(&mut flat);
    for (n, promise) in PROMISES.iter().enumerate() {
        self::promise(&mut flat, promise, n, &actor_id);
    }
    taken_over(&mut flat, &actor_id);
    milestones(&mut flat, &actor_id);
    flat.set("timeline", "main", "start", START);
    flat.set("timeline", "main", "basis", "dichiarata");
    flat
}

fn actors(flat: &mut FlatRegister, actor_id: &impl Fn(usize) -> String) {
    for (n, actor) in demo().process.actors.iter().enumerate() {
        let id = actor_id(n);
        flat.set("actor", &id, "name", actor.name.as_str());
        flat.set("actor", &id, "kind", actor.kind.as_str());
        flat.set("actor", &id, "primary", actor.primary.as_str());
        for category in &actor.secondary {
            flat.set("actor", &id, &format!("secondary/{category}"), true);
        }
    }
    for (department, name) in DEPARTMENTS {
        flat.set("actor", &actor_id(COMUNE), &format!("department/{department}"), name);
    }
}

fn work(flat: &mut FlatRegister) {
    for (n, (id, name)) in LINES.iter().enumerate() {
        flat.set("line", id, "name", *name);
        flat.set("line", id, "order", place(n));
    }
    for (n, (id, name, kind, priority, lines)) in ACTIONS.iter().enumerate() {
        flat.set("action", id, "name", *name);
        flat.set("action", id, "order", place(n));
        flat.say("action", id, "kind", kind);
        flat.say("action", id, "priority", priority);
        for line in *lines {
            flat.set("action", id, &format!("line/{line}"), true);
        }
    }
}

fn promise(flat: &mut FlatRegister, promise: &Promise, n: usize, actor_id: &impl Fn(usize) -> String) {
    let id = promise.id;
    let fields = [
        ("department", promise.department),
        ("action", promise.action),
        ("from", promise.from),
        ("to", promise.to),
        ("state", promise.state),
        ("reason", promise.reason),
    ];
    flat.set("commitment", id, "actor", actor_id(promise.actor));
    flat.set("commitment", id, "order", place(n));
    for (field, text) in fields {
        flat.say("commitment", id, field, text);
    }
    let texts = [
        ("what", promise.what),
        ("verification", promise.verification),
        ("flexibility", promise.flexibility),
    ];
    for (field, text) in texts {
        flat.write("commitment", id, field, text);
    }
    for (ally, is_confirmed) in promise.allies {
        let state = if *is_confirmed { "confirmed" } else { "claimed" };
        flat.set("commitment", id, &format!("ally/{}", actor_id(*ally)), state);
    }
    for (n, (kind, label, quantity, unit)) in (1..).zip(promise.resources) {
        let resource = format!("{id}-{n}");
        flat.set("resource", &resource, "commitment", id);
        flat.set("resource", &resource, "actor", actor_id(promise.actor));
        flat.set("resource", &resource, "kind", *kind);
        flat.set("resource", &resource, "label", *label);
        flat.say("resource", &resource, "unit", unit);
        if *quantity > 0.0 {
            flat.set("resource", &resource, "quantity", *quantity);
        }
    }
}

/// Things that happened: a promise another body took over, one that was reshaped, one that was taken out.
fn taken_over(flat: &mut FlatRegister, actor_id: &impl Fn(usize) -> String) {
    let (circolo, polisportiva, orto) = (actor_id(PERGOLATO), actor_id(POLISPORTIVA), actor_id(ORTO));
    let steps = [
        (
            "ginnastica-dolce",
            "01930000-0000-7000-8000-000000000001",
            format!(r#"{{"at":"2026-10-08","state":"abbozzato","actor":"{circolo}"}}"#),
        ),
        (
            "ginnastica-dolce",
            "01930000-0000-7000-8000-000000000002",
            format!(
                r#"{{"at":"2026-11-19","state":"dichiarato","actor":"{polisportiva}","from_actor":"{circolo}","reason":"La Polisportiva ha un'istruttrice"}}"#
            ),
        ),
        (
            "verdura-alle-merende",
            "01930000-0000-7000-8000-000000000003",
            format!(
                r#"{{"at":"2026-11-19","state":"rimodulato","actor":"{orto}","reason":"Prima erano otto cassette: il raccolto non basta"}}"#
            ),
        ),
    ];
    for (commitment, step, text) in steps {
        flat.set("commitment", commitment, &format!("life/{step}"), text);
    }
    flat.set("commitment", "sedie-doppie", "actor", circolo);
    flat.set(
        "commitment",
        "sedie-doppie",
        "removed",
        "Era scritto due volte: vale «Presta sei tavoli e quaranta sedie»",
    );
    flat.write("commitment", "sedie-doppie", "what", "Presta le sedie");
}

fn milestones(flat: &mut FlatRegister, actor_id: &impl Fn(usize) -> String) {
    for (id, kind, title, date, actor, commitments) in MILESTONES {
        flat.set("milestone", id, "kind", kind);
        flat.set("milestone", id, "title", title);
        flat.set("milestone", id, "date", date);
        if let Some(actor) = actor {
            flat.set("milestone", id, "actor", actor_id(actor));
        }
        for commitment in commitments {
            flat.set("milestone", id, &format!("commitment/{commitment}"), true);
        }
    }
}
