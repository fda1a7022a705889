//! The walk over the bytes.

use std::collections::HashMap;

use smallvec::SmallVec;

use super::any::{first_value, read_values};
use super::causality::{Edges, Need, has_ring};
use super::clients::{BlockIndex, Distinct, Highest};
use super::inspection::{Block, DeleteRange, Inspection};
use super::limits::Limits;
use super::refusal::{Refusal, Rule, json_refusal};
use super::view::{ContentView, EntryFit, Id, ItemView, Parent, TypeKind};
use crate::json;
use crate::limits::MAX_CLOCK;
use crate::varint::Reader;

/// Bits 0 to 4 of a struct's info byte: what it holds.
const CONTENT: u8 = 0x1f;
/// A key is present. Yjs sets the bit on every item that has one, also where the key itself is not written
/// because an origin is; so with an origin the bit means nothing, and it may be missing there too.
const HAS_KEY: u8 = 0x20;
const HAS_RIGHT_ORIGIN: u8 = 0x40;
const HAS_ORIGIN: u8 = 0x80;

const GC: u8 = 0;
const SKIP: u8 = 10;

/// The mark under which Yjs shows what changed between versions; it is never stored by an honest editor.
const YCHANGE: &str = "ychange";

/// The fewest bytes a client block can take: two counts, a clock, and a struct of two.
const MIN_BLOCK_BYTES: usize = 5;
/// Info and length of a GC.
const MIN_STRUCT_BYTES: usize = 2;
/// Client, count, and one range.
const MIN_DELETES_BYTES: usize = 4;
const MIN_RANGE_BYTES: usize = 2;

/// Checks an update and tells what it claims and builds on.
pub fn inspect(bytes: &[u8], limits: &Limits) -> Result<Inspection, Refusal> {
    inspect_with(bytes, limits, &mut |_| {})
}

/// Like [`inspect`], and shows every struct to `visitor` on the way.
pub fn inspect_with<'a>(
    bytes: &'a [u8],
    limits: &Limits,
    visitor: &mut impl FnMut(ItemView<'a>),
) -> Result<Inspection, Refusal> {
    inspect_judging(bytes, limits, &mut |item, _| {
        visitor(item);
        Ok(())
    })
}

/// Like [`inspect_with`], with a visitor that is told the byte where a struct starts and may refuse it.
pub(crate) fn inspect_judging<'a>(
    bytes: &'a [u8],
    limits: &Limits,
    visitor: &mut impl FnMut(ItemView<'a>, usize) -> Result<(), Rule>,
) -> Result<Inspection, Refusal> {
    if bytes.len() > limits.max_bytes {
        return Err(Refusal::new(limits.max_bytes, Rule::TooManyBytes));
    }
    let mut walk = Walk::new(Reader::new(bytes), limits);
    walk.blocks(visitor)?;
    walk.delete_set()?;
    walk.reader.finish()?;
    walk.conclude()
}

/// Reads again the struct of an inspected update that starts at byte `at`.
pub(crate) fn item_at<'a>(
    bytes: &'a [u8],
    at: usize,
    id: Id,
    limits: &Limits,
) -> Result<ItemView<'a>, Refusal> {
    let mut reader = Reader::new(bytes);
    reader.read_slice(at)?;
    Walk::new(reader, limits).item(id)
}

struct Walk<'a, 'l> {
    reader: Reader<'a>,
    limits: &'l Limits,
    inspection: Inspection,
    /// What the current block needs of other clients, to note only what was not needed before.
    needs: Highest,
    /// The highest element that the current block needs of its own client.
    own: Option<u32>,
    /// What all blocks need of others.
    edges: Edges,
    /// Entries that may only come deleted.
    former: Vec<Former>,
}

impl<'a, 'l> Walk<'a, 'l> {
    fn new(reader: Reader<'a>, limits: &'l Limits) -> Self {
        Self {
            reader,
            limits,
            inspection: Inspection::default(),
            needs: Highest::default(),
            own: None,
            edges: Edges::default(),
            former: Vec::new(),
        }
    }

    fn blocks(
        &mut self,
        visitor: &mut impl FnMut(ItemView<'a>, usize) -> Result<(), Rule>,
    ) -> Result<(), Refusal> {
        let count = read_count(&mut self.reader, MIN_BLOCK_BYTES)?;
        // Bounded by the bytes that are left, so a lie costs no more than what it is told with.
        self.inspection.blocks.reserve_exact(usize::try_from(count).unwrap_or(0));
        let mut distinct = Distinct::default();
        for _ in 0..count {
            let at = self.reader.position();
            let structs = read_count(&mut self.reader, MIN_STRUCT_BYTES)?;
            if structs == 0 {
                return Err(Refusal::new(at, Rule::EmptyBlock));
            }
            self.count_structs(at, structs)?;
            let client_at = self.reader.position();
            let client = read_client(&mut self.reader)?;
            if !distinct.insert(client, self.inspection.blocks.iter().map(|block| block.client)) {
                return Err(Refusal::new(client_at, Rule::DuplicateClient));
            }
            let start = read_clock(&mut self.reader)?;
            let mut clock = start;
            self.needs.clear();
            self.own = None;
            for _ in 0..structs {
                let at = self.reader.position();
                let item = self.item((client, clock))?;
                clock = advance(at, clock, item.len)?;
                visitor(item, at).map_err(|rule| Refusal::new(at, rule))?;
            }
            if let Some(own) = self.own.filter(|own| *own < start) {
                self.edges.add(Need { client, clock: own, by: clock });
            }
            self.edges.close_block(count);
            self.inspection.blocks.push(Block { client, start, end: clock });
        }
        Ok(())
    }

    fn count_structs(&mut self, at: usize, count: u64) -> Result<(), Refusal> {
        // The count was just bounded by the remaining bytes, so it fits.
        let total = self.inspection.structs.saturating_add(usize::try_from(count).unwrap_or(usize::MAX));
        if total > self.limits.max_structs {
            return Err(Refusal::new(at, Rule::TooManyStructs));
        }
        self.inspection.structs = total;
        Ok(())
    }

    fn item(&mut self, id: Id) -> Result<ItemView<'a>, Refusal> {
        let at = self.reader.position();
        let info = self.reader.read_u8()?;
        let content = info & CONTENT;
        if content == GC {
            return self.gc(at, info, id);
        }
        if content == SKIP {
            return Err(Refusal::new(at, Rule::Skip));
        }
        let origin = if info & HAS_ORIGIN == 0 { None } else { Some(self.reference(id)?) };
        let right_origin = if info & HAS_RIGHT_ORIGIN == 0 { None } else { Some(self.reference(id)?) };
        let (parent, key) = if info & (HAS_ORIGIN | HAS_RIGHT_ORIGIN) == 0 {
            let parent = self.parent(id)?;
            let key = if info & HAS_KEY == 0 { None } else { Some(self.key()?) };
            (parent, key)
        } else {
            (Parent::Inherited, None)
        };
        let (content, len) = self.content(at, content)?;
        if key.is_some() {
            match content.entry_fit() {
                EntryFit::Fits => {}
                EntryFit::OnlyDeleted => {
                    push_lean(&mut self.former, Former { client: id.0, clock: id.1, len });
                }
                EntryFit::Never => return Err(Refusal::new(at, Rule::EntryContent)),
            }
        }
        Ok(ItemView { id, len, origin, right_origin, parent, key, content })
    }

    fn gc(&mut self, at: usize, info: u8, id: Id) -> Result<ItemView<'a>, Refusal> {
        if info != GC {
            return Err(Refusal::new(at, Rule::GcFlags));
        }
        let len = self.len()?;
        Ok(ItemView {
            id,
            len,
            origin: None,
            right_origin: None,
            parent: Parent::Inherited,
            key: None,
            content: ContentView::GC,
        })
    }

    /// An id that the struct `of` builds on.
    #[inline]
    fn reference(&mut self, of: Id) -> Result<Id, Refusal> {
        let id_at = self.reader.position();
        let id = (read_client(&mut self.reader)?, read_clock(&mut self.reader)?);
        if id.0 == of.0 {
            if id.1 >= of.1 {
                return Err(Refusal::new(id_at, Rule::ForwardReference));
            }
            self.own = self.own.max(Some(id.1));
        } else if self.needs.note(id) {
            self.edges.add(Need { client: id.0, clock: id.1, by: of.1 });
        }
        Ok(id)
    }

    fn parent(&mut self, of: Id) -> Result<Parent<'a>, Refusal> {
        let marker_at = self.reader.position();
        match self.reader.read_var_uint()? {
            0 => Ok(Parent::Item(self.reference(of)?)),
            1 => Ok(Parent::Root(self.key()?)),
            _ => Err(Refusal::new(marker_at, Rule::ParentInfo)),
        }
    }

    fn content(&mut self, at: usize, kind: u8) -> Result<(ContentView<'a>, u32), Refusal> {
        Ok(match kind {
            1 => (ContentView::Deleted, self.len()?),
            2 => return Err(Refusal::new(at, Rule::JsonContent)),
            3 if self.limits.allow_binary => (ContentView::Binary(self.reader.read_buf()?.len()), 1),
            3 => return Err(Refusal::new(at, Rule::Binary)),
            4 => {
                let text_at = self.reader.position();
                let text = self.reader.read_var_string()?;
                let len = utf16_len(text);
                if len == 0 {
                    return Err(Refusal::new(text_at, Rule::ZeroLength));
                }
                (ContentView::String(text), len)
            }
            5 => (ContentView::Embed(self.json()?), 1),
            6 => (ContentView::Format { key: self.mark()?, value: self.json()? }, 1),
            7 => (self.nested_type()?, 1),
            8 => {
                let count_at = self.reader.position();
                let count = read_count(&mut self.reader, 1)?;
                if count == 0 {
                    return Err(Refusal::new(count_at, Rule::ZeroLength));
                }
                let mut ahead = self.reader.clone();
                read_values(&mut self.reader, count, self.limits)?;
                let count = u32::try_from(count).map_err(|_| Refusal::new(count_at, Rule::ClockOverflow))?;
                (ContentView::Any { count, first: first_value(&mut ahead)? }, count)
            }
            9 => return Err(Refusal::new(at, Rule::Subdocument)),
            _ => return Err(Refusal::new(at, Rule::UnknownContent)),
        })
    }

    fn nested_type(&mut self) -> Result<ContentView<'a>, Refusal> {
        let at = self.reader.position();
        let kind = match self.reader.read_var_uint()? {
            0 => TypeKind::Array,
            1 => TypeKind::Map,
            2 => TypeKind::Text,
            3 => {
                let name = Some(self.key()?);
                return Ok(ContentView::Type { kind: TypeKind::XmlElement, name });
            }
            4 => TypeKind::XmlFragment,
            5 => return Err(Refusal::new(at, Rule::XmlHook)),
            6 => TypeKind::XmlText,
            7 => return Err(Refusal::new(at, Rule::WeakLink)),
            _ => return Err(Refusal::new(at, Rule::UnknownType)),
        };
        Ok(ContentView::Type { kind, name: None })
    }

    fn key(&mut self) -> Result<&'a str, Refusal> {
        read_key(&mut self.reader, self.limits.max_key_bytes)
    }

    fn mark(&mut self) -> Result<&'a str, Refusal> {
        let at = self.reader.position();
        match self.key()? {
            YCHANGE => Err(Refusal::new(at, Rule::ReservedMark)),
            key => Ok(key),
        }
    }

    fn json(&mut self) -> Result<&'a str, Refusal> {
        let text = self.reader.read_var_string()?;
        let start = self.reader.position() - text.len();
        json::check(text, self.limits.max_depth).map_err(|error| json_refusal(start, error))?;
        Ok(text)
    }

    fn len(&mut self) -> Result<u32, Refusal> {
        let at = self.reader.position();
        match read_clock(&mut self.reader)? {
            0 => Err(Refusal::new(at, Rule::ZeroLength)),
            len => Ok(len),
        }
    }

    fn delete_set(&mut self) -> Result<(), Refusal> {
        let clients = read_count(&mut self.reader, MIN_DELETES_BYTES)?;
        let mut distinct = Distinct::default();
        for _ in 0..clients {
            let at = self.reader.position();
            let client = read_client(&mut self.reader)?;
            if !distinct.insert(client, self.inspection.delete_set.iter().map(|range| range.client)) {
                return Err(Refusal::new(at, Rule::DuplicateClient));
            }
            self.deletes_of(client)?;
        }
        Ok(())
    }

    fn deletes_of(&mut self, client: u64) -> Result<(), Refusal> {
        let at = self.reader.position();
        let ranges = read_count(&mut self.reader, MIN_RANGE_BYTES)?;
        if ranges == 0 {
            return Err(Refusal::new(at, Rule::EmptyBlock));
        }
        let total =
            self.inspection.delete_set.len().saturating_add(usize::try_from(ranges).unwrap_or(usize::MAX));
        if total > self.limits.max_structs {
            return Err(Refusal::new(at, Rule::TooManyStructs));
        }
        reserve_lean(&mut self.inspection.delete_set, usize::try_from(ranges).unwrap_or(0));
        let mut end_of_last = 0;
        for _ in 0..ranges {
            let at = self.reader.position();
            let start = read_clock(&mut self.reader)?;
            let len = self.len()?;
            if start < end_of_last {
                return Err(Refusal::new(at, Rule::DeleteOrder));
            }
            end_of_last = advance(at, start, len)?;
            self.inspection.delete_set.push(DeleteRange { client, start, len });
        }
        Ok(())
    }

    /// What can be said only at the end: which references leave the update, and whether some run in a ring.
    fn conclude(self) -> Result<Inspection, Refusal> {
        let mut inspection = self.inspection;
        let end = self.reader.position();
        drop(self.needs);
        if undeleted(&inspection.delete_set, &self.former) {
            return Err(Refusal::new(end, Rule::EntryContent));
        }
        let index = BlockIndex::new(&inspection.blocks);
        let dependencies = dependencies(&index, &self.edges, &inspection.delete_set);
        if has_ring(&inspection.blocks, &index, self.edges) {
            return Err(Refusal::new(end, Rule::Cycle));
        }
        inspection.dependencies = dependencies;
        Ok(inspection)
    }
}

/// Per client the highest element that the update needs and does not bring, by client.
fn dependencies(index: &BlockIndex<'_>, edges: &Edges, deletes: &[DeleteRange]) -> SmallVec<[Id; 1]> {
    // A keystroke stands on one element and deletes nothing.
    if let (Some(need), []) = (edges.only(), deletes) {
        let id = (need.client, need.clock);
        return index.bringing(id).is_none().then_some(id).into_iter().collect();
    }
    let needed = || {
        let of_structs = edges.needs().map(|need| (need.client, need.clock));
        let ranges = deletes.chunk_by(|one, next| one.client == next.client);
        // The ranges of a client rise, and none is empty.
        let of_deletes =
            ranges.filter_map(|ranges| ranges.last()).map(|last| (last.client, last.start + (last.len - 1)));
        of_structs.chain(of_deletes).filter(|&id| index.bringing(id).is_none())
    };
    // Counted first, one for each change of client, so that nothing is set aside that is not used.
    let mut last = None;
    let changes = needed().filter(|id| last.replace(id.0) != Some(id.0)).count();
    let mut missing: SmallVec<[Id; 1]> = SmallVec::with_capacity(changes);
    for id in needed() {
        match missing.last_mut() {
            Some(last) if last.0 == id.0 => last.1 = last.1.max(id.1),
            _ => missing.push(id),
        }
    }
    missing.sort_unstable();
    // Of each client only the last, which is the highest.
    missing.dedup_by(|next, kept| {
        let is_same = next.0 == kept.0;
        if is_same {
            kept.1 = next.1;
        }
        is_same
    });
    missing
}

/// An entry of several values.
#[derive(Debug)]
pub(crate) struct Former {
    pub(crate) client: u64,
    pub(crate) clock: u32,
    pub(crate) len: u32,
}

/// Whether an entry is not deleted whole by the update. `deletes` rise within each client, whose ranges stand
/// together.
pub(crate) fn undeleted(deletes: &[DeleteRange], former: &[Former]) -> bool {
    if former.is_empty() {
        return false;
    }
    let mut clients: HashMap<u64, &[DeleteRange]> = HashMap::new();
    for ranges in deletes.chunk_by(|one, next| one.client == next.client) {
        clients.extend(ranges.first().map(|first| (first.client, ranges)));
    }
    let is_deleted = |entry: &Former| {
        let ranges = clients.get(&entry.client).copied().unwrap_or_default();
        let before = ranges.partition_point(|range| range.start <= entry.clock);
        let range = before.checked_sub(1).and_then(|at| ranges.get(at));
        range.is_some_and(|range| entry.clock + entry.len <= range.start + range.len)
    };
    !former.iter().all(is_deleted)
}

/// The first growth of a list: most updates need no other.
const FIRST_GROWTH: usize = 4;

/// Adds to a list that grows by half: what a peer sends is to cost little more memory than what it was sent with.
pub(super) fn push_lean<T>(list: &mut Vec<T>, item: T) {
    reserve_lean(list, 1);
    list.push(item);
}

fn reserve_lean<T>(list: &mut Vec<T>, more: usize) {
    if list.capacity() - list.len() < more {
        list.reserve_exact((list.len() / 2).max(more).max(FIRST_GROWTH));
    }
}

/// A count of things that take at least `min_bytes` each.
pub(super) fn read_count(reader: &mut Reader<'_>, min_bytes: usize) -> Result<u64, Refusal> {
    let at = reader.position();
    let count = reader.read_var_uint()?;
    if count > (reader.remaining() / min_bytes) as u64 {
        return Err(Refusal::new(at, Rule::CountTooLarge));
    }
    Ok(count)
}

/// A name, of a type, an entry, a mark or a property.
pub(super) fn read_key<'a>(reader: &mut Reader<'a>, max_bytes: usize) -> Result<&'a str, Refusal> {
    let at = reader.position();
    let key = reader.read_var_string()?;
    if key.len() > max_bytes {
        return Err(Refusal::new(at, Rule::KeyTooLong));
    }
    if json::is_forbidden_key(key) {
        return Err(Refusal::new(at, Rule::ForbiddenKey));
    }
    Ok(key)
}

fn read_client(reader: &mut Reader<'_>) -> Result<u64, Refusal> {
    let at = reader.position();
    match reader.read_var_uint()? {
        0 => Err(Refusal::new(at, Rule::ClientId)),
        client => Ok(client),
    }
}

/// A clock or a length.
fn read_clock(reader: &mut Reader<'_>) -> Result<u32, Refusal> {
    let at = reader.position();
    let clock = reader.read_var_uint()?;
    if clock > MAX_CLOCK {
        return Err(Refusal::new(at, Rule::ClockOverflow));
    }
    u32::try_from(clock).map_err(|_| Refusal::new(at, Rule::ClockOverflow))
}

/// The clock after `len` elements from `clock`.
fn advance(at: usize, clock: u32, len: u32) -> Result<u32, Refusal> {
    clock
        .checked_add(len)
        .filter(|&end| u64::from(end) <= MAX_CLOCK)
        .ok_or(Refusal::new(at, Rule::ClockOverflow))
}

/// Length as JavaScript counts: UTF-16 units. Each character has one lead byte; those of four bytes take two.
fn utf16_len(text: &str) -> u32 {
    let units: usize =
        text.bytes().map(|byte| usize::from(byte & 0xc0 != 0x80) + usize::from(byte >= 0xf0)).sum();
    u32::try_from(units).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_measured_in_utf16_units() {
        for text in ["", "a", "è", "€", "😀", "caffè 😀😀 ‘patto’"] {
            assert_eq!(utf16_len(text) as usize, text.encode_utf16().count(), "{text}");
        }
    }

    #[test]
    fn the_letter_of_the_reference_is_read() {
        let bytes = [0x01, 0x01, 0x05, 0x00, 0x04, 0x01, 0x01, 0x74, 0x01, 0x61, 0x00];
        let mut items = Vec::new();
        let inspection =
            inspect_with(&bytes, &Limits::UPDATE, &mut |item| items.push(item)).expect("accepted");
        assert_eq!(inspection.blocks[..], [Block { client: 5, start: 0, end: 1 }]);
        assert!(inspection.dependencies.is_empty() && inspection.delete_set.is_empty());
        assert_eq!(items.len(), 1);
        assert_eq!(items[0].parent, Parent::Root("t"));
        assert_eq!(items[0].content, ContentView::String("a"));
        assert!(inspect(&[0, 0], &Limits::UPDATE).expect("empty").is_empty());
    }
}
