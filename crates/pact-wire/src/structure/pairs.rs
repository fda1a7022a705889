//! Where do surrogate pairs stand? An emoji is two clocks. When one client writes between them and another deletes the
//! first, replicas differ for ever with equal state vectors; so no place may lie inside a pair, and no range end there.
//! Honest editors never do it. Pairs are rare: their first clocks are listed, client by client.

use std::collections::BTreeSet;

use foldhash::HashMap;

use crate::rare::Rare;
use crate::update::{ContentView, Id, ItemView};

/// First clocks of pairs, deleted ones too.
#[derive(Clone, Debug, Default)]
pub(super) struct Pairs(Rare<HashMap<u64, BTreeSet<u32>>>);

impl Pairs {
    /// Notes the pairs of an item from clock `from` on.
    pub(super) fn note(&mut self, item: &ItemView<'_>, from: u32) {
        let ContentView::String(text) = item.content else { return };
        // Only characters of four bytes take two clocks.
        if !text.bytes().any(|byte| byte >= 0xf0) {
            return;
        }
        let (client, mut clock) = item.id;
        let pairs = self.0.make().entry(client).or_default();
        for character in text.chars() {
            let len = if character.len_utf16() == 2 { 2 } else { 1 };
            if len == 2 && clock >= from {
                pairs.insert(clock);
            }
            clock += len;
        }
    }

    /// Whether the place before this element lies inside a pair.
    pub(super) fn cut_before(&self, (client, clock): Id) -> bool {
        let Some(pairs) = self.0.get() else { return false };
        clock
            .checked_sub(1)
            .is_some_and(|first| pairs.get(&client).is_some_and(|pairs| pairs.contains(&first)))
    }

    pub(super) fn absorb(&mut self, mut new: Self) {
        for (client, pairs) in new.0.take().into_iter().flatten() {
            self.0.make().entry(client).or_default().extend(pairs);
        }
    }
}
