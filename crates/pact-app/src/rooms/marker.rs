//! Which update was being taken in when the process died? A small file remembers it.
//!
//! A panic is caught where it happens; a stack that overflows or memory that runs out takes the whole process with
//! it, and at the next start the same browser sends the same bytes again. So before yrs sees an update its hash is
//! noted here, and cleared when yrs is done with it. What a dead process left gets a strike in the quarantine; with
//! [`STRIKES_TO_REFUSE`] strikes an update is refused from then on, instead of killing every server it meets.
//!
//! One write of a few hundred bytes each way and no sync: the system keeps what a killed process wrote. After power
//! loss the file may tell an older story, which costs an innocent update one strike at most. The file is a help and
//! never an obstacle: when it cannot be opened, read or written, the server says so and works without it.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read as _};
use std::os::unix::fs::{FileExt as _, OpenOptionsExt as _};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use pact_model::ids::DocumentId;
use pact_store::{Database, StoreError};
use parking_lot::Mutex;
use tracing::{error, warn};
use uuid::Uuid;

use crate::clock::Clock;

/// Name of the file in the data folder.
pub const FILE_NAME: &str = "in-flight";
/// Strikes from which an update is refused. One may be bad luck: the process was killed at that moment, or another
/// update of the same note did it.
pub const STRIKES_TO_REFUSE: i64 = 2;
/// Updates of one note. All of them get the strike of one, so fewer are fairer; yet a burst of small ones should
/// not cost two writes each.
pub const MAX_IN_FLIGHT: usize = 8;

/// Notes at one time. Taking in does not wait for anything, so there are never more than threads.
const SLOTS: usize = 256;
/// A slot never crosses a page, which is what the system copies at once.
const SLOT_BYTES: usize = 512;
/// Count of hashes, then the document, then the hashes, then the check of all that.
const DOCUMENT_AT: usize = 8;
const HASHES_AT: usize = DOCUMENT_AT + 16;
const HASH_BYTES: usize = 32;
const CHECK_BYTES: usize = 8;
/// The first slot's place holds this instead, with the number of the format at its end.
const HEADER: &[u8; 16] = b"pattovivo-mark-1";
const FILE_BYTES: usize = SLOT_BYTES * (SLOTS + 1);
/// What the quarantine says of an update found here.
const WHY: &str = "the process died while it was taken in";

const _: () = assert!(HASHES_AT + MAX_IN_FLIGHT * HASH_BYTES + CHECK_BYTES <= SLOT_BYTES);

/// Opens the file, gives a strike to what a dead process left in it, and begins anew.
///
/// # Errors
/// The strikes could not be stored. The file still holds them for the next start.
pub async fn recover(path: &Path, database: &Database, clock: &Clock) -> Result<Marker, StoreError> {
    let leftover = Leftover::open(path);
    if !leftover.found.is_empty() {
        let mut tx = database.begin().await?;
        for found in &leftover.found {
            let strikes = tx.quarantine(&found.hash, found.document, WHY, 1, clock.now()).await?;
            error!(
                document.id = %found.document,
                update.hash = %short(&found.hash),
                update.strikes = strikes,
                "the process died while it took in an update of document {}", found.document
            );
        }
        tx.commit().await?;
    }
    Ok(leftover.begin())
}

/// Enough of a hash to find it in the quarantine.
fn short(hash: &[u8; HASH_BYTES]) -> String {
    let (words, _) = hash.as_chunks::<8>();
    format!("{:016x}", u64::from_be_bytes(words[0]))
}

/// An update that was being taken in when a process died.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// The document.
    pub document: DocumentId,
    /// SHA-256 of the update.
    pub hash: [u8; HASH_BYTES],
}

/// What a dead process left, and the file it left it in. It stays there until [`Leftover::begin`].
#[derive(Debug)]
pub struct Leftover {
    /// Each update once.
    pub found: Vec<Found>,
    file: Option<File>,
}

impl Leftover {
    /// Reads the file, which is created when missing. What cannot be read in it is passed over.
    #[must_use]
    pub fn open(path: &Path) -> Self {
        match open_locked(path).and_then(|file| Ok((read_notes(&file, path)?, file))) {
            Ok((found, file)) => Self { found, file: Some(file) },
            Err(error) => {
                warn!(
                    file = %path.display(), error = %error,
                    "updates in flight are not noted: an update that kills the process will do it again"
                );
                Self { found: Vec::new(), file: None }
            }
        }
    }

    /// Forgets what was found and begins to note.
    #[must_use]
    pub fn begin(self) -> Marker {
        let begun = self.file.and_then(|file| match begin(&file) {
            Ok(()) => Some(file),
            Err(error) => {
                warn!(error = %error, "updates in flight are not noted");
                None
            }
        });
        Marker(begun.map(|file| {
            let free = Mutex::new((1..=SLOTS).rev().collect());
            Arc::new(Slots { file, free, has_warned: AtomicBool::new(false) })
        }))
    }
}

/// The lock goes with the process: only one writes into the file, a second one beside it works without.
fn open_locked(path: &Path) -> io::Result<File> {
    let file =
        OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path)?;
    file.try_lock().map_err(|error| match error {
        TryLockError::WouldBlock => io::Error::other("another process holds the file"),
        TryLockError::Error(error) => error,
    })?;
    Ok(file)
}

fn read_notes(file: &File, path: &Path) -> io::Result<Vec<Found>> {
    let mut bytes = Vec::with_capacity(FILE_BYTES);
    file.take(FILE_BYTES as u64).read_to_end(&mut bytes)?;
    if bytes.is_empty() {
        return Ok(Vec::new());
    }
    if !bytes.starts_with(HEADER) {
        warn!(file = %path.display(), "the file is no list of updates in flight and is begun anew");
        return Ok(Vec::new());
    }
    let mut found = BTreeSet::new();
    let mut torn = 0;
    for slot in bytes.chunks(SLOT_BYTES).skip(1) {
        match read_note(slot) {
            Note::Nothing => {}
            Note::Torn => torn += 1,
            Note::InFlight(updates) => found.extend(updates),
        }
    }
    if torn > 0 {
        warn!(file = %path.display(), notes = torn, "notes of updates in flight cannot be read and are passed over");
    }
    Ok(found.into_iter().collect())
}

enum Note {
    Nothing,
    Torn,
    InFlight(Vec<Found>),
}

fn read_note(slot: &[u8]) -> Note {
    let count = usize::from(slot[0]);
    if count == 0 {
        return Note::Nothing;
    }
    let end = HASHES_AT + count * HASH_BYTES;
    let (Some(body), Some(stored)) = (slot.get(..end), slot.get(end..end + CHECK_BYTES)) else {
        return Note::Torn;
    };
    if count > MAX_IN_FLIGHT || stored != check(body) {
        return Note::Torn;
    }
    let mut document = [0; 16];
    document.copy_from_slice(&body[DOCUMENT_AT..HASHES_AT]);
    let document = DocumentId::from_uuid(Uuid::from_bytes(document));
    let (hashes, _) = body[HASHES_AT..].as_chunks::<HASH_BYTES>();
    Note::InFlight(hashes.iter().map(|hash| Found { document, hash: *hash }).collect())
}

/// FNV-1a over words of eight bytes: against what was never a note, not against anybody.
fn check(body: &[u8]) -> [u8; CHECK_BYTES] {
    let (words, rest) = body.as_chunks::<8>();
    debug_assert!(rest.is_empty(), "every part of a note is made of words");
    let mix = |sum: u64, word: &[u8; 8]| (sum ^ u64::from_le_bytes(*word)).wrapping_mul(0x0100_0000_01b3);
    words.iter().fold(0xcbf2_9ce4_8422_2325, mix).to_le_bytes()
}

fn begin(file: &File) -> io::Result<()> {
    file.set_len(0)?;
    file.set_len(FILE_BYTES as u64)?;
    file.write_all_at(HEADER, 0)
}

/// Where the rooms of a process note what they are about to take in. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Marker(Option<Arc<Slots>>);

#[derive(Debug)]
struct Slots {
    file: File,
    free: Mutex<Vec<usize>>,
    has_warned: AtomicBool,
}

impl Marker {
    /// One that notes nothing: for programs that take nothing in, and for tests.
    #[must_use]
    pub fn none() -> Self {
        Self(None)
    }

    /// Notes the updates that are taken in next, [`MAX_IN_FLIGHT`] of them at most; those beyond are not noted. They
    /// count as done when the answer is dropped.
    pub fn note(&self, document: DocumentId, hashes: &[[u8; HASH_BYTES]]) -> InFlight {
        let noted = self.0.as_ref().and_then(|slots| {
            let slot = slots.free.lock().pop()?;
            slots.write(slot, document, &hashes[..hashes.len().min(MAX_IN_FLIGHT)]);
            Some((slots.clone(), slot))
        });
        InFlight(noted)
    }
}

impl Slots {
    fn write(&self, slot: usize, document: DocumentId, hashes: &[[u8; HASH_BYTES]]) {
        let mut note = [0; SLOT_BYTES];
        note[0] = u8::try_from(hashes.len()).expect("at most MAX_IN_FLIGHT");
        note[DOCUMENT_AT..HASHES_AT].copy_from_slice(document.as_uuid().as_bytes());
        let hashes = hashes.as_flattened();
        let end = HASHES_AT + hashes.len();
        note[HASHES_AT..end].copy_from_slice(hashes);
        let sum = check(&note[..end]);
        note[end..end + CHECK_BYTES].copy_from_slice(&sum);
        self.write_at(&note[..end + CHECK_BYTES], slot);
    }

    fn write_at(&self, bytes: &[u8], slot: usize) {
        let written = self.file.write_all_at(bytes, (slot * SLOT_BYTES) as u64);
        if let Err(error) = written
            && !self.has_warned.swap(true, Ordering::Relaxed)
        {
            warn!(error = %error, "updates in flight cannot be noted");
        }
    }
}

/// Updates that are being taken in. Dropping it says that yrs is done with them, well or with a caught panic.
#[derive(Debug)]
#[must_use = "dropped at once, it notes nothing"]
pub struct InFlight(Option<(Arc<Slots>, usize)>);

impl Drop for InFlight {
    fn drop(&mut self) {
        if let Some((slots, slot)) = self.0.take() {
            // No hashes: the rest of the note means nothing any more.
            slots.write_at(&[0], slot);
            slots.free.lock().push(slot);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;
    use std::process::Command;
    use std::time::Instant;

    use pact_model::time::Timestamp;
    use tempfile::TempDir;

    use super::*;

    const CHILD_FOLDER: &str = "PATTOVIVO_TEST_MARKER_FOLDER";

    fn document(number: u128) -> DocumentId {
        DocumentId::from_uuid(Uuid::from_u128(number))
    }

    fn found(number: u128, hash: u8) -> Found {
        Found { document: document(number), hash: [hash; 32] }
    }

    struct Folder(TempDir);

    impl Folder {
        fn new() -> Self {
            Self(tempfile::tempdir().unwrap())
        }

        fn path(&self) -> PathBuf {
            self.0.path().join(FILE_NAME)
        }

        fn begin(&self) -> Marker {
            Leftover::open(&self.path()).begin()
        }

        /// What the next process would find if this one died now.
        fn left_now(&self) -> Vec<Found> {
            self.found_in(&fs::read(self.path()).unwrap())
        }

        /// What would be found in such a file. Each in a file of its own: a process that another test starts holds
        /// the locks of this one for the moment between its birth and its own program.
        fn found_in(&self, bytes: &[u8]) -> Vec<Found> {
            let (mut file, path) = tempfile::NamedTempFile::new_in(&self.0).unwrap().into_parts();
            io::Write::write_all(&mut file, bytes).unwrap();
            Leftover::open(&path).found
        }
    }

    #[test]
    fn what_is_in_flight_is_found_and_what_is_done_is_not() {
        let folder = Folder::new();
        let marker = folder.begin();
        assert_eq!(folder.left_now(), []);
        let one = marker.note(document(1), &[[1; 32], [2; 32]]);
        let other = marker.note(document(2), &[[3; 32]]);
        assert_eq!(folder.left_now(), [found(1, 1), found(1, 2), found(2, 3)]);
        drop(one);
        assert_eq!(folder.left_now(), [found(2, 3)], "two documents do not disturb each other");
        drop(other);
        // Between one update and the next there is nothing to blame.
        assert_eq!(folder.left_now(), []);
        let again = marker.note(document(1), &[[4; 32]]);
        assert_eq!(folder.left_now(), [found(1, 4)], "of the longer note before nothing is left");
        drop(again);
    }

    #[test]
    fn the_same_update_in_two_slots_has_one_strike() {
        let folder = Folder::new();
        let marker = folder.begin();
        let _notes = [marker.note(document(1), &[[1; 32]]), marker.note(document(1), &[[1; 32]])];
        assert_eq!(folder.left_now(), [found(1, 1)]);
    }

    #[test]
    fn notes_are_bounded() {
        let folder = Folder::new();
        let marker = folder.begin();
        let many: Vec<[u8; 32]> = (0..20).map(|number| [number; 32]).collect();
        drop(marker.note(document(1), &many));
        let notes: Vec<_> =
            (0..SLOTS as u128 + 3).map(|number| marker.note(document(number), &many)).collect();
        assert_eq!(folder.left_now().len(), SLOTS * MAX_IN_FLIGHT);
        assert_eq!(fs::metadata(folder.path()).unwrap().len(), FILE_BYTES as u64);
        drop(notes);
        assert_eq!(folder.left_now(), []);
        assert_eq!(marker.0.as_ref().unwrap().free.lock().len(), SLOTS);
    }

    #[test]
    fn nothing_in_the_file_stops_the_start() {
        let folder = Folder::new();
        let garbage: Vec<u8> = (0..u8::MAX).cycle().take(3 * FILE_BYTES).collect();
        let headed = [HEADER.as_slice(), &garbage].concat();
        for bytes in [&garbage[..], &garbage[..7], &headed, &headed[..1000], b"", HEADER] {
            let folder = Folder::new();
            fs::write(folder.path(), bytes).unwrap();
            let leftover = Leftover::open(&folder.path());
            assert_eq!(leftover.found, []);
            let marker = leftover.begin();
            let _note = marker.note(document(1), &[[1; 32]]);
            assert_eq!(folder.left_now(), [found(1, 1)]);
        }
        // A file that is none.
        fs::create_dir(folder.path()).unwrap();
        drop(folder.begin().note(document(1), &[[1; 32]]));
        drop(Marker::none().note(document(1), &[[1; 32]]));
    }

    #[test]
    fn a_torn_note_does_not_hide_the_others() {
        let folder = Folder::new();
        let marker = folder.begin();
        let _notes = [1, 2, 3].map(|number| marker.note(document(number), &[[7; 32]]));
        let bytes = fs::read(folder.path()).unwrap();
        let second = 2 * SLOT_BYTES;
        for at in [0, DOCUMENT_AT, HASHES_AT, HASHES_AT + HASH_BYTES] {
            let mut torn = bytes.clone();
            torn[second + at] ^= 0x15;
            assert_eq!(folder.found_in(&torn), [found(1, 7), found(3, 7)], "byte {at}");
            let cut_off = &torn[..second + 40];
            assert_eq!(folder.found_in(cut_off), [found(1, 7)], "cut off in the middle of a note");
        }
    }

    #[test]
    fn a_second_process_beside_the_first_notes_nothing_and_takes_nothing_away() {
        let folder = Folder::new();
        let marker = folder.begin();
        let _note = marker.note(document(1), &[[1; 32]]);
        let second = Leftover::open(&folder.path());
        assert_eq!(second.found, []);
        let second = second.begin();
        let _other = second.note(document(2), &[[2; 32]]);
        assert_eq!(folder.left_now(), [found(1, 1)]);
    }

    /// Not a test of its own: the process that dies in [`an_update_that_kills_twice_is_refused_from_then_on`].
    #[tokio::test]
    #[ignore = "ends its process: an_update_that_kills_twice_is_refused_from_then_on runs it in one of its own"]
    async fn dies_with_an_update_in_flight() {
        let folder = PathBuf::from(std::env::var_os(CHILD_FOLDER).unwrap());
        let database = database(&folder).await;
        let marker = recover(&folder.join(FILE_NAME), &database, &clock()).await.unwrap();
        let killer = [[9; 32]];
        let refused = database.read().await.unwrap().quarantined(STRIKES_TO_REFUSE).await.unwrap();
        if !refused.contains(&killer[0]) {
            drop(marker.note(document(1), &[[8; 32]]));
            let _note = marker.note(document(1), &killer);
            std::process::abort();
        }
    }

    async fn database(folder: &Path) -> Database {
        Database::connect(&format!("sqlite://{}", folder.join("t.sqlite").display())).await.unwrap()
    }

    fn clock() -> Clock {
        Clock::fixed(Timestamp::from_micros(1_790_000_000_000_000))
    }

    #[tokio::test]
    async fn an_update_that_kills_twice_is_refused_from_then_on() {
        let folder = tempfile::tempdir().unwrap();
        let run = || {
            Command::new(std::env::current_exe().unwrap())
                .args(["--ignored", "--exact", "rooms::marker::tests::dies_with_an_update_in_flight"])
                .env(CHILD_FOLDER, folder.path())
                .output()
                .unwrap()
                .status
                .success()
        };
        assert_eq!([run(), run(), run(), run()], [false, false, true, true]);
        let database = database(folder.path()).await;
        let mut tx = database.read().await.unwrap();
        assert_eq!(tx.quarantined(1).await.unwrap(), [[9; 32]], "what was done before it has no strike");
        assert_eq!(tx.quarantined(2).await.unwrap(), [[9; 32]]);
        assert_eq!(tx.quarantined(3).await.unwrap(), Vec::<[u8; 32]>::new());
    }

    /// Strikes that could not be stored are found again.
    #[tokio::test]
    async fn strikes_are_stored_before_they_are_forgotten() {
        let folder = Folder::new();
        let marker = folder.begin();
        let note = marker.note(document(1), &[[1; 32]]);
        let left = folder.0.path().join("left");
        fs::copy(folder.path(), &left).unwrap();
        drop(note);
        let database = database(folder.0.path()).await;
        database.close().await;
        assert!(recover(&left, &database, &clock()).await.is_err());
        assert_eq!(folder.found_in(&fs::read(&left).unwrap()), [found(1, 1)]);
    }

    #[test]
    #[ignore = "a measurement: run it in release with --nocapture"]
    fn what_a_note_costs() {
        const ROUNDS: u32 = 200_000;
        let folder = Folder::new();
        let marker = folder.begin();
        for count in [1, MAX_IN_FLIGHT] {
            let hashes = vec![[7; 32]; count];
            let began = Instant::now();
            for _ in 0..ROUNDS {
                drop(marker.note(document(1), &hashes));
            }
            println!("{count} updates: {:?} for noting and clearing", began.elapsed() / ROUNDS);
        }
    }
}
