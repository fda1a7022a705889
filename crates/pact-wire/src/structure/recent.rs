//! The newest letters of each client, kept for a while: a client id that comes with other letters for clocks that
//! are known is used in two places (a copied browser profile, a forged repeat). Both Yjs and yrs keep what they had
//! and say nothing, so that the two sides would differ for ever.

use std::collections::VecDeque;

use foldhash::HashMap;
use smallvec::SmallVec;

use crate::update::{ContentView, ItemView, Limits, Rule, TypeKind, inspect_with};

/// Letters remembered of one client: what somebody types between two handshakes.
const LETTERS: usize = 1024;
/// Clients remembered; those who wrote first are forgotten first. With `LETTERS` it bounds the memory of a room
/// to 256 KiB.
const CLIENTS: usize = 64;
/// Stands for content that says nothing: deleted before it was sent.
const NOTHING: u32 = u32::MAX;
/// Bit of everything that is no letter.
const OTHER: u32 = 1 << 31;
/// What Yjs writes for half of an emoji that was cut: an honest client may hold it for a whole one.
const REPLACEMENT: u32 = 0xFFFD;

#[derive(Clone, Debug, Default)]
struct Window {
    first: u32,
    letters: VecDeque<u32>,
}

/// What was typed lately.
#[derive(Clone, Debug, Default)]
pub(super) struct Recent {
    windows: HashMap<u64, Window>,
    order: VecDeque<u64>,
}

/// Letters of an update that is looked through, not taken in yet.
#[derive(Debug, Default)]
pub(super) struct Letters {
    stretches: SmallVec<[Stretch; 1]>,
    letters: SmallVec<[u32; 16]>,
}

/// Letters of one client in a row.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    client: u64,
    first: u32,
    /// Where its letters begin; they go on to the next stretch.
    from: usize,
}

impl Letters {
    /// Notes what an item holds from clock `from` on; of a long text its end.
    pub(super) fn note(&mut self, item: &ItemView<'_>, from: u32) {
        let (client, start) = item.id;
        let end = start + item.len;
        let kept = from.max(end.saturating_sub(as_clock(LETTERS)));
        let goes_on = self.stretches.last().is_some_and(|last| {
            last.client == client && last.first + as_clock(self.letters.len() - last.from) == kept
        });
        if !goes_on {
            // More clients than are remembered: only so many would stay.
            if self.stretches.len() >= CLIENTS
                && self.stretches.last().is_none_or(|last| last.client != client)
            {
                return;
            }
            if self.stretches.last().is_some_and(|last| last.client == client)
                && let Some(last) = self.stretches.pop()
            {
                self.letters.truncate(last.from);
            }
            self.stretches.push(Stretch { client, first: kept, from: self.letters.len() });
        }
        let skipped = (kept - start) as usize;
        match item.content {
            ContentView::String(text) => {
                self.letters.extend(text.encode_utf16().skip(skipped).map(u32::from));
            }
            content => self.letters.extend(std::iter::repeat_n(sign(&content), (end - kept) as usize)),
        }
        self.forget_what_is_too_old();
    }

    /// Twice the window at most, so that cutting costs nothing in the long run.
    fn forget_what_is_too_old(&mut self) {
        let Some(last) = self.stretches.last_mut() else { return };
        let len = self.letters.len() - last.from;
        if len > 2 * LETTERS {
            let cut = len - LETTERS;
            self.letters.drain(last.from..last.from + cut);
            last.first += as_clock(cut);
        }
    }
}

impl Recent {
    /// Whether an item, or the known part of it, says what was said before, as far as that is remembered.
    pub(super) fn check(&self, item: &ItemView<'_>, known: u32) -> Result<(), Rule> {
        let (client, start) = item.id;
        let Some(window) = self.windows.get(&client) else { return Ok(()) };
        let end = known.min(start + item.len);
        if end <= window.first || matches!(item.content, ContentView::GC | ContentView::Deleted) {
            return Ok(());
        }
        let skipped = window.first.saturating_sub(start) as usize;
        let count = (end - start) as usize - skipped;
        let remembered = window.letters.iter().skip(start.saturating_sub(window.first) as usize).copied();
        let differs = match item.content {
            ContentView::String(text) => {
                let repeated = text.encode_utf16().skip(skipped).take(count).map(u32::from);
                remembered.zip(repeated).any(differ)
            }
            content => remembered.zip(std::iter::repeat_n(sign(&content), count)).any(differ),
        };
        if differs { Err(Rule::ReusedClock) } else { Ok(()) }
    }

    pub(super) fn absorb(&mut self, letters: &Letters) {
        for (position, stretch) in letters.stretches.iter().enumerate() {
            let until = letters.stretches.get(position + 1).map_or(letters.letters.len(), |next| next.from);
            let fresh = letters.letters.get(stretch.from..until).unwrap_or_default();
            let window = self.window(stretch.client);
            if window.first + as_clock(window.letters.len()) != stretch.first {
                window.letters.clear();
                window.first = stretch.first;
            }
            window.letters.extend(fresh);
            let over = window.letters.len().saturating_sub(LETTERS);
            window.letters.drain(..over);
            window.first += as_clock(over);
        }
    }

    fn window(&mut self, client: u64) -> &mut Window {
        let Self { windows, order } = self;
        let known = windows.len();
        if known >= CLIENTS
            && !windows.contains_key(&client)
            && let Some(oldest) = order.pop_front()
        {
            windows.remove(&oldest);
        }
        windows.entry(client).or_insert_with(|| {
            order.push_back(client);
            Window::default()
        })
    }
}

/// Whether two letters for one clock cannot both be honest.
fn differ((known, again): (u32, u32)) -> bool {
    known != again && ![known, again].iter().any(|letter| [NOTHING, REPLACEMENT].contains(letter))
}

/// Whether an update brings of a client's clocks what their owner says of them too, as far as letters and kinds of
/// content go; `false` when one of the two does not bring all of them. What the owner has taken back since may still be
/// brought; nothing where the owner has letters may not: it would swallow them.
#[must_use]
pub fn says_what_its_owner_says(
    owner: &[u8],
    brought: &[u8],
    limits: &Limits,
    client: u64,
    clocks: std::ops::Range<u32>,
) -> bool {
    let said = |bytes: &[u8]| {
        let mut letters = AllLetters(Vec::new());
        let seen = inspect_with(bytes, limits, &mut |item| {
            if item.id.0 == client {
                letters.extend(&item, clocks.clone());
            }
        });
        (seen.is_ok() && letters.0.len() == clocks.len()).then_some(letters.0)
    };
    let harms = |(own, brought): (u32, u32)| differ((own, brought)) || (brought == NOTHING && own != NOTHING);
    match (said(owner), said(brought)) {
        (Some(own), Some(brought)) => !own.into_iter().zip(brought).any(harms),
        _ => false,
    }
}

/// The letters of some clocks, however many.
struct AllLetters(Vec<u32>);

impl AllLetters {
    fn extend(&mut self, item: &ItemView<'_>, clocks: std::ops::Range<u32>) {
        let (_, start) = item.id;
        let (from, to) = (start.max(clocks.start), (start + item.len).min(clocks.end));
        if from >= to {
            return;
        }
        let (skipped, count) = ((from - start) as usize, (to - from) as usize);
        match item.content {
            ContentView::String(text) => {
                self.0.extend(text.encode_utf16().skip(skipped).take(count).map(u32::from));
            }
            content => self.0.extend(std::iter::repeat_n(sign(&content), count)),
        }
    }
}

fn as_clock(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

/// Stands for each clock of what is no text.
fn sign(content: &ContentView<'_>) -> u32 {
    match content {
        ContentView::String(_) | ContentView::Deleted | ContentView::GC => NOTHING,
        ContentView::Any { .. } => OTHER,
        ContentView::Binary(_) => OTHER | 1,
        ContentView::Embed(_) => OTHER | 2,
        ContentView::Format { key, .. } => OTHER | 3 | sum(key) << 8,
        ContentView::Type { kind, name } => {
            OTHER | 4 | kind_number(*kind) << 4 | sum(name.unwrap_or_default()) << 8
        }
    }
}

const fn kind_number(kind: TypeKind) -> u32 {
    match kind {
        TypeKind::Array => 0,
        TypeKind::Map => 1,
        TypeKind::Text => 2,
        TypeKind::XmlElement => 3,
        TypeKind::XmlFragment => 4,
        TypeKind::XmlText => 5,
    }
}

/// Some 22 bits of a name (FNV-1a): enough to tell honest names apart.
fn sum(name: &str) -> u32 {
    let hash =
        name.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    hash & 0x003F_FFFF
}
