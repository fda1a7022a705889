//! The words of the history in both languages. Structures rather than keys: a word missing in one does not compile.

use crate::language::Language;

macro_rules! catalogue {
    ($($name:ident: $italian:literal, $english:literal;)+) => {
        /// Words of the pages of the history.
        #[derive(Debug)]
        pub(crate) struct HistoryWords { $(pub(crate) $name: &'static str),+ }

        const ITALIAN: HistoryWords = HistoryWords { $($name: $italian),+ };
        const ENGLISH: HistoryWords = HistoryWords { $($name: $english),+ };
    };
}

catalogue! {
    // Everywhere.
    versions: "Versioni", "Versions";
    live: "Testo attuale", "Current text";
    wrote: "Hanno scritto", "Written by";
    coordination: "Coordinamento", "Coordination";
    not_signed_in: "Per entrare serve il collegamento del percorso",
        "You need the link of this process to come in";
    not_signed_in_text: "Apri il collegamento che hai ricevuto dal coordinamento e poi torna a questo indirizzo. \
        Non ci si registra e non servono password.",
        "Open the link the coordination sent you, then come back to this address. There is no account to make and \
        no password.";
    other_site_text: "Non è stato cambiato nulla. Apri questa pagina da qui e ripeti quello che volevi fare.",
        "Nothing was changed. Open this page from here and do again what you wanted to do.";
    form_refused: "Non è andata", "It did not work";
    form_unreadable: "Il modulo è arrivato incompleto. Compilalo di nuovo: non è stato cambiato nulla.",
        "The form arrived incomplete. Fill it in again: nothing was changed.";
    message: "Messaggio", "Message";
    // The list.
    list_lead: "Ogni versione fissa il testo e gli impegni com'erano in quel momento.",
        "Every version keeps the text and the commitments as they were at that moment.";
    before: "Prima", "Before";
    after: "Dopo", "After";
    compare: "Confronta", "Compare";
    compare_two: "Confronta due versioni", "Compare two versions";
    compare_hint: "Scegli «Prima» e «Dopo» nell'elenco, poi premi «Confronta».",
        "Choose “Before” and “After” in the list, then press “Compare”.";
    as_it_is_now: "Com'è adesso", "As it is now";
    first: "Prima versione", "First version";
    what_changed: "Che cosa è cambiato", "What changed";
    show_older: "Mostra le più vecchie", "Show older ones";
    show_newest: "Torna alle più recenti", "Back to the newest";
    make: "Fai una versione", "Make a version";
    make_text: "Il testo e gli impegni restano fissati come sono adesso, con un numero che non cambierà più.",
        "The text and the commitments are kept as they are now, under a number that never changes.";
    make_hint: "In una riga: che cosa avete raggiunto.", "In one line: what you have reached.";
    made: "Fatto: questa è la nuova versione.", "Done: this is the new version.";
    erased_mark: "alcune parole sono state oscurate", "some words were erased";
    // One version.
    steps: "Da una versione all'altra", "From version to version";
    steps_below: "Da una versione all'altra, in fondo alla pagina", "From version to version, at the end of the page";
    section_steps: "Da una versione all'altra di questa sezione", "From version to version of this section";
    of_this_section: "Versioni che hanno cambiato questa sezione", "Versions that changed this section";
    older_of_section: "com'era prima", "as it was before";
    newer_of_section: "com'è diventata poi", "as it became";
    compare_with_previous: "Confronta con la precedente", "Compare with the one before";
    compare_with_live: "Confronta con il testo attuale", "Compare with the current text";
    compare_with_newest: "Confronta con l'ultima", "Compare with the newest";
    see_others: "vedi altre versioni", "see other versions";
    whole_version: "Tutta la versione", "The whole version";
    section_history: "Storia di questa sezione", "History of this section";
    section_through_time: "Sfoglia nel tempo", "Step through time";
    only_section: "Solo questa sezione", "This section only";
    not_there_yet: "In questa versione la sezione non c'era.", "In this version the section was not there.";
    hash: "Impronta", "Fingerprint";
    hash_whole: "Impronta completa", "Whole fingerprint";
    hash_text: "È il testo e il registro in 64 cifre: cambiando una sola lettera sarebbe un'altra. Chi ne ha una copia \
        può verificare che questa versione è rimasta la stessa.",
        "It is the text and the register in 64 digits: with a single letter changed it would be another. Whoever has a \
        copy can verify that this version has stayed the same.";
    chain: "Impronta della catena", "Fingerprint of the chain";
    chain_text: "Lega questa versione a tutte quelle di prima: nessuna può essere cambiata o tolta senza che si veda.",
        "It ties this version to all those before: none can be changed or removed without it being seen.";
    aside_sections: "Sezioni messe da parte", "Sections set aside";
    register_then: "Impegni e cronoprogramma di allora", "Commitments and timeline of that time";
    // Comparison.
    comparison: "Confronto", "Comparison";
    unified: "Unificato", "Unified";
    side_by_side: "Affiancati", "Side by side";
    view: "Come mostrarlo", "How to show it";
    swap: "Scambia", "Swap";
    as_text: "Come testo", "As text";
    as_json: "JSON", "JSON";
    other_versions: "Scegli altre versioni", "Choose other versions";
    whole_document: "Tutto il documento", "The whole document";
    list_of_changes: "Elenco delle modifiche", "List of changes";
    legend: "Legenda", "Key";
    legend_added: "aggiunto", "added";
    legend_gone: "tolto", "removed";
    legend_moved: "spostato", "moved";
    identical: "Nessuna modifica", "No changes";
    identical_text: "I due testi e i loro impegni dicono le stesse cose, parola per parola.",
        "The two texts and their commitments say the same, word for word.";
    too_large: "I due testi sono troppo lunghi per essere confrontati tutti insieme. Scegli una sezione.",
        "The two texts are too long to be compared at once. Choose a section.";
    section_too_large: "Questa sezione è troppo lunga per essere confrontata. Si possono leggere le due versioni una dopo l'altra.",
        "This section is too long to be compared. The two versions can be read one after the other.";
    sections: "Sezioni", "Sections";
    // Restore.
    restore: "Ripristina", "Restore";
    restore_section: "Ripristina questa sezione", "Restore this section";
    restore_all: "Ripristina tutto il testo", "Restore the whole text";
    restore_section_text: "La sezione torna com'era in quella versione. Le altre sezioni e il registro restano come sono, \
        e chi sta scrivendo non perde nulla.",
        "The section goes back to what it was in that version. The other sections and the register stay as they are, and \
        nobody who is writing loses anything.";
    restore_all_text: "Tutte le sezioni tornano com'erano in quella versione; quelle aggiunte dopo vengono messe da parte, \
        non cancellate. Il registro resta com'è, e chi sta scrivendo non perde nulla.",
        "All sections go back to what they were in that version; those added since are set aside, not deleted. The \
        register stays as it is, and nobody who is writing loses anything.";
    restore_safe: "Prima e dopo si fa una versione: si può sempre tornare indietro.",
        "A version is made before and after: there is always a way back.";
    restore_hint: "In una riga: perché lo ripristini.", "In one line: why you restore it.";
    would_change: "Che cosa cambierebbe", "What would change";
    too_large_to_preview: "Il testo è troppo lungo per mostrare qui che cosa cambierebbe.",
        "The text is too long to show here what would change.";
    nothing_to_restore: "Il testo attuale è già così: non c'è niente da ripristinare.",
        "The current text is like that already: there is nothing to restore.";
    restored: "Ripristinato. Ecco che cosa è cambiato.", "Restored. Here is what changed.";
    undo_restore: "Torna a com'era prima", "Go back to how it was before";
    give_up: "Lascia tutto com'è", "Leave everything as it is";
    // What changed since.
    news: "Che cosa è cambiato", "What changed";
    since: "Da quando", "Since when";
    since_visit: "dalla mia ultima visita", "since my last visit";
    show: "Mostra", "Show";
    first_visit: "È la tua prima visita: per te è tutto nuovo.", "This is your first visit: all of it is new to you.";
    first_visit_text: "Se vuoi sapere che cosa è successo dopo un incontro, sceglilo qui sopra. Altrimenti comincia dai documenti.",
        "To know what happened after a meeting, choose it above. Otherwise begin with the documents.";
    nothing_since: "Da allora non è cambiato nulla.", "Nothing has changed since then.";
    nothing_since_text: "Hai già visto tutto quello che c'è.", "You have seen all there is.";
    texts: "Testi", "Texts";
    commitments: "Impegni", "Commitments";
    decisions: "Decisioni", "Decisions";
    naming_us: "Dove si parla di noi", "Where we are named";
    waiting_for_us: "Aspetta noi", "Waiting for us";
    commitment_new: "Nuovo", "New";
    commitment_changed: "Cambiato", "Changed";
    commitment_gone: "Tolto", "Taken out";
    compare_whole: "Vedi tutte le modifiche", "See all changes";
    set_aside: "Messa da parte", "Set aside";
    back_in: "Ripresa", "Taken back in";
    to_confirm: "Da confermare", "To be confirmed";
    to_ally: "Da dire se ci siamo", "To say whether we are in";
    to_settle: "Due valori diversi: scegli quello giusto", "Two different values: choose the right one";
    open_register: "Apri il registro", "Open the register";
    // Erasing words.
    erase: "Oscura parole", "Erase words";
    erase_lead: "Serve quando nel testo è finito qualcosa che non doveva starci: un numero di telefono, il nome di una \
        persona, una notizia privata.",
        "For when something got into the text that should not be there: a telephone number, a person's name, a private \
        matter.";
    erase_where: "Le parole vengono tolte da tutti i documenti di questo percorso, dal registro e da ogni versione, anche \
        vecchia. Al loro posto si leggerà «[omissis]».",
        "The words are removed from all documents of this process, from the register and from every version, old ones \
        too. In their place stands “[omissis]”.";
    erase_numbers: "I numeri delle versioni restano. Le impronte delle versioni toccate cambiano, e le vecchie restano annotate.",
        "The numbers of the versions stay. The fingerprints of the versions concerned change, and the old ones stay on record.";
    erase_pages: "Chi ha il documento aperto lo vedrà ricaricarsi da solo; quello che sta scrivendo resta.",
        "Whoever has the document open will see it load again by itself; what they are writing stays.";
    erase_final: "Non si può tornare indietro: le parole oscurate non si recuperano più.",
        "There is no way back: erased words cannot be recovered.";
    passages: "Parole da oscurare", "Words to erase";
    passages_hint: "Scrivile esattamente come sono nel testo. Un passo per riga; ogni passo sta in un solo paragrafo.",
        "Write them exactly as they stand in the text. One passage a line; each within one paragraph.";
    reason: "Motivo", "Reason";
    reason_hint: "Resta scritto: non ripetere qui le parole da oscurare.",
        "It stays on record: do not repeat here the words to erase.";
    understood: "Ho capito che non si può tornare indietro", "I understand that there is no way back";
    understood_missing: "Per oscurare bisogna confermare di aver capito che non si può tornare indietro.",
        "To erase you have to confirm that you understand that there is no way back.";
    erased: "Parole oscurate", "Words erased";
    erased_nowhere: "Non si leggevano né nei testi di adesso né nelle versioni. Se le vedi ancora, controlla come sono \
        scritte e riprova.",
        "They stood neither in the present texts nor in the versions. If you still see them, check how they are written \
        and try again.";
    back_home: "Torna al percorso", "Back to the process";
}

impl HistoryWords {
    /// The words of a language.
    pub(crate) fn of(language: Language) -> &'static Self {
        language.choose(&ITALIAN, &ENGLISH)
    }
}
