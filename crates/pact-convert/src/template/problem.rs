//! What can be wrong with a template, in the words of the person who has to put it right.

use thiserror::Error;

/// One mistake in a template file.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{file}, riga {line}: {problem}")]
pub struct TemplateError {
    /// Name of the file.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// What is wrong.
    pub problem: Problem,
}

impl TemplateError {
    pub(super) fn new(file: &str, line: u32, problem: Problem) -> Self {
        Self { file: file.to_owned(), line, problem }
    }

    /// What is wrong and what to write instead, in Italian.
    #[must_use]
    pub fn message(&self) -> String {
        self.problem.to_string()
    }
}

/// What is wrong with a template; displayed in Italian, with what to write instead.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is explained by its message")]
pub enum Problem {
    // The file.
    #[error("il file non si può leggere ({0})")]
    Unreadable(String),
    #[error("il file supera i 256 KiB: un modello è molto più breve, controlla che sia il file giusto")]
    TooLarge,
    #[error("il file non è scritto in UTF-8: salvalo di nuovo scegliendo la codifica «UTF-8»")]
    NotUtf8,
    #[error("nella cartella ci sono {0} modelli: ne leggo al massimo 200, gli altri sono stati ignorati")]
    TooManyFiles(usize),
    #[error("il modello «{name}» è già nel file {other}: cambia il nome accanto a `template`")]
    DuplicateTemplate { name: String, other: String },
    #[error("il documento usa il modello «{name}», che non esiste: i modelli di documento sono {known}")]
    UnknownTemplate { name: String, known: String },

    // The front matter.
    #[error(
        "manca l'intestazione: la prima riga del file deve essere `+++`, seguita da righe come `title = \"…\"` e chiusa da un'altra riga `+++`"
    )]
    MissingFrontMatter,
    #[error(
        "l'intestazione comincia con `+++` ma non si chiude: aggiungi una riga con solo `+++` dopo l'ultima chiave, e non lasciare vuota la riga dopo il primo `+++`"
    )]
    UnclosedFrontMatter,
    #[error(
        "questa riga dell'intestazione non si legge: scrivi `chiave = \"valore\"`, con il valore tra virgolette diritte"
    )]
    Syntax,
    #[error("la chiave `{0}` è scritta due volte: lasciane una sola")]
    DuplicateKey(String),
    #[error("la chiave `{key}` non è conosciuta: qui si possono usare {known}")]
    UnknownKey { key: String, known: String },
    #[error("manca la chiave `{key}`: aggiungi una riga come `{example}`")]
    MissingKey { key: &'static str, example: &'static str },
    #[error("`{key}` deve essere {expected}")]
    WrongType { key: String, expected: &'static str },
    #[error("`{0}` è vuoto: scrivi un valore tra le virgolette")]
    EmptyValue(String),
    #[error(
        "«{0}» non va bene come nome di modello: usa solo lettere minuscole senza accenti, cifre e trattini, per esempio `patto-di-quartiere`"
    )]
    BadName(String),
    #[error(
        "il tipo «{0}» non è conosciuto: scrivi `patto_fondativo`, `patto_collaborazione` o `docpp` per un documento, `process` per un percorso"
    )]
    UnknownKind(String),
    #[error("lo schema {0} non è conosciuto: scrivi `schema = 1`")]
    UnknownSchema(i64),
    #[error("«{0}» non è una lingua: scrivi il codice, per esempio `language = \"it\"`")]
    BadLanguage(String),
    #[error("«{value}» non va bene per `{key}`: scrivi {known}")]
    UnknownValue { key: String, value: String, known: String },

    // Headings and what stands in their braces.
    #[error("c'è del testo prima del primo titolo `##`: spostalo sotto un titolo")]
    TextBeforeHeading,
    #[error("il modello non ha sezioni: aggiungine una con `## Titolo {{#nome .article n=1}}`")]
    NoSections,
    #[error("il percorso non ha fasi: aggiungine una con `## Titolo {{#fase-1 .phase}}`")]
    NoPhases,
    #[error("un titolo con un solo `#` non serve: il titolo sta già in `title`; per una sezione usa `##`")]
    HeadingOne,
    #[error("manca un livello di titolo: dopo `##` viene `###`, e solo dopo `####`")]
    HeadingSkipped,
    #[error("i titoli arrivano a quattro cancelletti (`####`): togline qualcuno")]
    HeadingTooDeep,
    #[error("un titolo non può stare dentro un elenco o una citazione: mettilo all'inizio di una riga")]
    HeadingInside,
    #[error("il titolo è vuoto: scrivi il titolo tra i cancelletti e la graffa `{{`")]
    EmptyTitle,
    #[error(
        "le graffe del titolo non si leggono: scrivi alla fine della riga `{{#nome .classe}}`, con una sola coppia di graffe"
    )]
    BrokenBraces,
    #[error(
        "manca il nome fisso: aggiungi `#nome` tra le graffe alla fine del titolo, per esempio `{{#art-1 .article n=1}}`"
    )]
    MissingId,
    #[error(
        "«#{0}» non va bene come nome fisso: usa solo lettere minuscole senza accenti, cifre e trattini, al massimo 40 caratteri"
    )]
    BadId(String),
    #[error("il nome «#{id}» è già usato alla riga {first}: ogni nome si usa una volta sola")]
    DuplicateId { id: String, first: u32 },
    #[error("tra le graffe manca la classe: aggiungi una tra {0}")]
    MissingClass(String),
    #[error("la classe «.{class}» non è conosciuta: usa una tra {known}")]
    UnknownClass { class: String, known: String },
    #[error("tra le graffe ci sono due classi dello stesso genere, «.{0}» e «.{1}»: lasciane una")]
    TwoClasses(String, String),
    #[error("«{name}» tra le graffe non è conosciuto: qui si possono usare {known}")]
    UnknownAttribute { name: String, known: String },
    #[error("«{0}» tra le graffe non ha un valore: scrivi `{0}=valore`, senza spazi attorno a `=`")]
    EmptyAttribute(String),
    #[error(
        "il valore di «{0}» contiene spazi: scrivi i nomi uno dopo l'altro separati solo da virgole, per esempio `{0}=\"commitment,actor\"`"
    )]
    SpacedValue(String),
    #[error("«{0}» è scritto due volte tra le graffe: lascialo una volta sola")]
    DuplicateAttribute(String),
    #[error("manca il numero: aggiungi `n=1` (o quello giusto) tra le graffe")]
    MissingNumber,
    #[error("«{0}» non è un numero: scrivi `n=` seguito da un numero da 1 a 999")]
    BadNumber(String),
    #[error("il numero {number} è già usato alla riga {first}: ogni articolo ha il suo")]
    DuplicateNumber { number: u32, first: u32 },
    #[error(
        "chi può scrivere non si indica con «{0}»: scrivi `policy=open`, `policy=office` o `policy=locked`"
    )]
    UnknownPolicy(String),
    #[error("il legame «{name}» non è conosciuto: usa uno o più tra {known}")]
    UnknownBinding { name: String, known: String },

    // The text.
    #[error("l'HTML non è ammesso («{0}»): scrivi il testo senza marcatori tra `<` e `>`")]
    Html(String),
    #[error("le immagini non sono ammesse nei modelli: togli `![…](…)`")]
    Image,
    #[error(
        "il codice non è ammesso: togli gli apici inversi, e gli spazi se la riga ne ha quattro o più all'inizio"
    )]
    Code,
    #[error("la riga di separazione non è ammessa: togli `---` o `***`")]
    Rule,
    #[error("il collegamento «{0}» non è ammesso: deve cominciare con https://, http:// o mailto:")]
    UnsafeLink(String),
    #[error("elenchi e tabelle sono annidati troppo a fondo: riscrivi con meno livelli")]
    TooDeep,
    #[error("c'è una seconda intestazione `+++`: ce n'è una sola, all'inizio del file")]
    SecondFrontMatter,

    // Processes.
    #[error(
        "questo incontro non sta in nessuna fase: scrivi prima la fase, con `## Titolo {{#fase-1 .phase}}`"
    )]
    MeetingOutsidePhase,
    #[error(
        "questa parte non sta in nessun incontro: scrivi prima l'incontro, con `### Titolo {{#nome .table_session}}`"
    )]
    PartOutsideMeeting,
    #[error(
        "manca la porta: scrivi `{{.closed}}` (porte chiuse) o `{{.open}}` (porte aperte) dopo il titolo della parte"
    )]
    PartWithoutDoor,
    #[error("«{0}» non è una data: scrivi anno-mese-giorno, per esempio `date=2025-11-20`")]
    BadDate(String),
    #[error("«{0}» non è un'ora: scrivi ore e minuti, per esempio `from=17.30`")]
    BadTime(String),
    #[error("l'incontro finisce prima di cominciare: controlla `from` e `to`")]
    EndsBeforeStart,
    #[error("«{0}» non è un modo di incontrarsi: scrivi `mode=in_person` o `mode=online`")]
    UnknownMode(String),
    #[error("la voce «{label}» qui non è conosciuta: si possono usare {known}")]
    UnknownLabel { label: String, known: String },
    #[error("la voce «{0}» è scritta due volte sotto lo stesso titolo: uniscile")]
    DuplicateLabel(String),
    #[error("dopo «{0}» serve un elenco: una riga per voce, ciascuna con `- ` all'inizio")]
    ExpectedList(String),
    #[error("dopo «{0}» serve una frase sulla stessa riga, non un elenco")]
    ExpectedLine(String),
    #[error(
        "questo testo non si capisce dove va: comincia la riga con la voce in grassetto, per esempio `**Focus:** …`"
    )]
    TextWithoutLabel,
    #[error("un elenco dentro l'elenco non è ammesso qui: metti ogni voce allo stesso livello")]
    NestedList,
}
