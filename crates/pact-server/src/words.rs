//! The words around the text on pages made by the server, in both languages. Structures rather than keys: a
//! word missing in one language does not compile.

use pact_model::access::Role;
use pact_model::document::DocumentKind;

use crate::language::Language;

/// Words of the entry and public pages.
#[derive(Debug)]
pub struct Words {
    pub(crate) skip_to_content: &'static str,
    pub(crate) participatory_process: &'static str,
    pub(crate) enter_and_write: &'static str,
    pub(crate) enter_and_read: &'static str,
    pub(crate) you_write_for: &'static str,
    pub(crate) you_enter_as: &'static str,
    pub(crate) no_account: &'static str,
    pub(crate) read_only_note: &'static str,
    pub(crate) unknown_link: &'static str,
    pub(crate) unknown_link_text: &'static str,
    pub(crate) stale_link: &'static str,
    pub(crate) stale_link_text: &'static str,
    pub(crate) not_found: &'static str,
    pub(crate) not_found_text: &'static str,
    pub(crate) trouble: &'static str,
    pub(crate) trouble_text: &'static str,
    pub(crate) other_site: &'static str,
    pub(crate) other_site_text: &'static str,
    pub(crate) landing: &'static str,
    pub(crate) landing_text: &'static str,
    pub(crate) app_missing: &'static str,
    pub(crate) app_missing_text: &'static str,
    pub(crate) you_are_here: &'static str,
    pub(crate) home: &'static str,
    pub(crate) where_we_are: &'static str,
    pub(crate) published_on: &'static str,
    pub(crate) may_change: &'static str,
    pub(crate) next_meeting: &'static str,
    pub(crate) last_meeting: &'static str,
    pub(crate) no_next_meeting: &'static str,
    pub(crate) in_phase: &'static str,
    pub(crate) reference: &'static str,
    pub(crate) promoter: &'static str,
    pub(crate) decider: &'static str,
    pub(crate) law: &'static str,
    pub(crate) documents: &'static str,
    pub(crate) phases: &'static str,
    pub(crate) key_question: &'static str,
    pub(crate) to_be_decided: &'static str,
    pub(crate) index: &'static str,
    pub(crate) text: &'static str,
    pub(crate) commitments_and_timeline: &'static str,
    pub(crate) footer: &'static str,
    pub(crate) privacy: &'static str,
    pub(crate) accessibility: &'static str,
    pub(crate) contacts: &'static str,
    pub(crate) licence_before: &'static str,
    pub(crate) licence_name: &'static str,
    pub(crate) written_by: &'static str,
}

const ITALIAN: Words = Words {
    skip_to_content: "Vai al contenuto",
    participatory_process: "Percorso partecipativo",
    enter_and_write: "Entra e scrivi",
    enter_and_read: "Entra e leggi",
    you_write_for: "Scrivi per",
    you_enter_as: "Entri come",
    no_account: "Non serve registrarsi.",
    read_only_note: "Puoi leggere tutto quello che si sta scrivendo.",
    unknown_link: "Questo collegamento non porta da nessuna parte",
    unknown_link_text: "Forse è stato copiato a metà. Riaprilo dal messaggio in cui l'hai ricevuto, oppure \
        chiedilo di nuovo al coordinamento.",
    stale_link: "Questo collegamento non è più valido",
    stale_link_text: "Chiedine uno nuovo al coordinamento. Quello che hai scritto è al sicuro e resta nel documento.",
    not_found: "Questa pagina non c'è",
    not_found_text: "Forse l'indirizzo è sbagliato, oppure il documento non è pubblico. Se partecipi al percorso, \
        chiedi il collegamento al coordinamento.",
    trouble: "Qualcosa è andato storto",
    trouble_text: "È un problema nostro, non tuo. Riprova tra poco: quello che era salvato resta salvato.",
    other_site: "La richiesta arriva da un altro sito",
    other_site_text: "Per entrare apri il collegamento che hai ricevuto e premi il pulsante in quella pagina.",
    landing: "Il patto si scrive insieme",
    landing_text: "Per entrare al Tavolo apri il collegamento che ti ha dato il coordinamento del percorso.",
    app_missing: "L'applicazione non è stata costruita",
    app_missing_text: "Il server è acceso, ma le pagine del Tavolo mancano. Chi lo gestisce deve eseguire «make build».",
    you_are_here: "Percorso di navigazione",
    home: "Il percorso",
    where_we_are: "A che punto siamo",
    published_on: "Pubblicato il",
    may_change: "È il testo a cui il Tavolo sta lavorando: può ancora cambiare.",
    next_meeting: "Prossimo incontro",
    last_meeting: "Ultimo incontro",
    no_next_meeting: "Non ci sono altri incontri in programma.",
    in_phase: "Fase in corso",
    reference: "Riferimento",
    promoter: "Soggetto promotore",
    decider: "Ente decisore",
    law: "Quadro normativo",
    documents: "Documenti",
    phases: "Fasi e incontri",
    key_question: "Domanda chiave",
    to_be_decided: "data da definire",
    index: "Indice",
    text: "Il testo",
    commitments_and_timeline: "Impegni e cronoprogramma",
    footer: "Informazioni sul sito",
    privacy: "Informativa privacy",
    accessibility: "Dichiarazione di accessibilità",
    contacts: "Contatti",
    licence_before: "Contenuti rilasciati con licenza",
    licence_name: "Creative Commons Attribuzione 4.0 (CC BY 4.0)",
    written_by: "Scritto dal Tavolo di Negoziazione",
};

const ENGLISH: Words = Words {
    skip_to_content: "Skip to content",
    participatory_process: "Participatory process",
    enter_and_write: "Enter and write",
    enter_and_read: "Enter and read",
    you_write_for: "You write for",
    you_enter_as: "You enter as",
    no_account: "No registration needed.",
    read_only_note: "You can read everything that is being written.",
    unknown_link: "This link leads nowhere",
    unknown_link_text: "Perhaps only a part of it was copied. Open it again from the message you received, or ask \
        the coordination for it.",
    stale_link: "This link is no longer valid",
    stale_link_text: "Ask the coordination for a new one. What you wrote is safe and stays in the document.",
    not_found: "This page does not exist",
    not_found_text: "Perhaps the address is wrong, or the document is not public. If you take part in the process, \
        ask the coordination for the link.",
    trouble: "Something went wrong",
    trouble_text: "The problem is ours, not yours. Try again in a moment: what was saved stays saved.",
    other_site: "The request comes from another site",
    other_site_text: "To enter, open the link you received and press the button on that page.",
    landing: "The pact is written together",
    landing_text: "To enter the table, open the link that the coordination of the process gave you.",
    app_missing: "The application has not been built",
    app_missing_text: "The server is running, but the pages of the table are missing. Whoever runs it has to do “make build”.",
    you_are_here: "Breadcrumb",
    home: "The process",
    where_we_are: "Where we are",
    published_on: "Published on",
    may_change: "This is the text the table is working on: it may still change.",
    next_meeting: "Next meeting",
    last_meeting: "Last meeting",
    no_next_meeting: "No further meetings are planned.",
    in_phase: "Current phase",
    reference: "Reference",
    promoter: "Promoter",
    decider: "Deciding authority",
    law: "Legal framework",
    documents: "Documents",
    phases: "Phases and meetings",
    key_question: "Key question",
    to_be_decided: "date to be decided",
    index: "Contents",
    text: "The text",
    commitments_and_timeline: "Commitments and timeline",
    footer: "About this site",
    privacy: "Privacy notice",
    accessibility: "Accessibility statement",
    contacts: "Contacts",
    licence_before: "Contents released under",
    licence_name: "Creative Commons Attribution 4.0 (CC BY 4.0)",
    written_by: "Written by the negotiation table",
};

impl Words {
    /// The words of a language.
    #[must_use]
    pub fn of(language: Language) -> &'static Self {
        language.choose(&ITALIAN, &ENGLISH)
    }
}

/// What a role is called.
#[must_use]
pub fn role(role: Role, language: Language) -> &'static str {
    match role {
        Role::Coordinator => language.choose("Coordinamento", "Coordination"),
        Role::Member => language.choose("Tavolo", "Table"),
        Role::Community => language.choose("Comunità", "Community"),
        Role::Guarantor => language.choose("Comitato di Garanzia", "Guarantee committee"),
    }
}

/// What a kind of document is called.
#[must_use]
pub fn kind(kind: DocumentKind, language: Language) -> &'static str {
    match kind {
        DocumentKind::PattoFondativo => language.choose("Patto fondativo", "Founding pact"),
        DocumentKind::PattoCollaborazione => language.choose("Patto di collaborazione", "Collaboration pact"),
        DocumentKind::Docpp => {
            language.choose("Documento di Proposta Partecipata", "Participatory proposal document")
        }
        DocumentKind::Register => language.choose("Registro", "Register"),
        DocumentKind::Open => language.choose("Documento aperto", "Open document"),
    }
}
