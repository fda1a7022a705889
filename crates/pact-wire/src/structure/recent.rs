//! The newest letters of each client, kept for a while: a client id that comes with other letters for clocks that
//! are known is used in two places (a copied browser profile, a forged repeat). Both Yjs and yrs keep what they had
//! and say nothing, so that the two sides would differ for ever.

use std::collections::{HashMap, VecDeque};

use crate::update::{ContentView, ItemView, Rule, TypeKind};

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
pub(super) struct Letters(Vec<(u64, u32, Vec<u32>)>);

impl Letters {
    /// Notes what an item holds from clock `from` on; of a long text its end.
    pub(super) fn note(&mut self, item: &ItemView<'_>, from: u32) {
        let (client, start) = item.id;
        let end = start + item.len;
        let kept = from.max(end.saturating_sub(u32::try_from(LETTERS).unwrap_or(u32::MAX)));
        let letters = letters(item).skip((kept - start) as usize);
        let is_full = self.0.len() >= CLIENTS;
        match self.0.last_mut() {
            Some((last, first, known)) if *last == client && as_clock(known.len()) + *first == kept => {
                known.extend(letters);
                // Twice the window at most, so that cutting costs nothing in the long run.
                if known.len() > 2 * LETTERS {
                    let cut = known.len() - LETTERS;
                    known.drain(..cut);
                    *first += as_clock(cut);
                }
            }
            Some((last, first, known)) if *last == client => {
                *known = letters.collect();
                *first = kept;
            }
            // More clients than are remembered: only the last ones would stay.
            _ if is_full => {}
            _ => self.0.push((client, kept, letters.collect())),
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
        let skip = window.first.saturating_sub(start);
        let remembered = window.letters.iter().skip(start.saturating_sub(window.first) as usize);
        let repeated = letters(item).skip(skip as usize).take((end - start - skip) as usize);
        let differs = remembered.zip(repeated).any(|(known, again)| {
            *known != again && ![*known, again].iter().any(|letter| [NOTHING, REPLACEMENT].contains(letter))
        });
        if differs { Err(Rule::ReusedClock) } else { Ok(()) }
    }

    pub(super) fn absorb(&mut self, letters: Letters) {
        for (client, first, letters) in letters.0 {
            if !self.windows.contains_key(&client) {
                if self.order.len() >= CLIENTS
                    && let Some(oldest) = self.order.pop_front()
                {
                    self.windows.remove(&oldest);
                }
                self.order.push_back(client);
            }
            let window = self.windows.entry(client).or_default();
            if window.first + as_clock(window.letters.len()) != first {
                window.letters.clear();
                window.first = first;
            }
            window.letters.extend(letters);
            let over = window.letters.len().saturating_sub(LETTERS);
            window.letters.drain(..over);
            window.first += as_clock(over);
        }
    }
}

fn as_clock(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

/// One number for each clock of an item: its UTF-16 unit, or what else it is.
fn letters<'a>(item: &ItemView<'a>) -> Box<dyn Iterator<Item = u32> + 'a> {
    let one = |letter: u32| std::iter::repeat_n(letter, 1);
    match item.content {
        ContentView::String(text) => Box::new(text.encode_utf16().map(u32::from)),
        ContentView::Deleted | ContentView::GC => Box::new(std::iter::repeat_n(NOTHING, item.len as usize)),
        ContentView::Any { count } => Box::new(std::iter::repeat_n(OTHER, count as usize)),
        ContentView::Binary(_) => Box::new(one(OTHER | 1)),
        ContentView::Embed(_) => Box::new(one(OTHER | 2)),
        ContentView::Format { key, .. } => Box::new(one(OTHER | 3 | sum(key) << 8)),
        ContentView::Type { kind, name } => {
            Box::new(one(OTHER | 4 | kind_number(kind) << 4 | sum(name.unwrap_or_default()) << 8))
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
