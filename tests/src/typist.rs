//! Updates written by hand: one Yjs client that types at the end of a root text.

use bytes::{BufMut, Bytes, BytesMut};
use pact_wire::varint::{write_var_string, write_var_uint};

/// Content reference of a string.
const STRING: u8 = 4;
/// The item names what stands to its left.
const LEFT_ORIGIN: u8 = 0x80;

/// A Yjs client that only types at its own caret.
#[derive(Clone, Debug)]
pub struct Typist {
    client: u64,
    clock: u32,
    root: String,
}

impl Typist {
    /// Somebody who has written nothing yet. Client ids are below 2^32 in stock clients.
    #[must_use]
    pub fn new(client: u64, root: &str) -> Self {
        Self { client, clock: 0, root: root.to_owned() }
    }

    /// Its client id.
    #[must_use]
    pub const fn client(&self) -> u64 {
        self.client
    }

    /// How many UTF-16 units it has typed: its clock.
    #[must_use]
    pub const fn clock(&self) -> u32 {
        self.clock
    }

    /// The update that puts `text` behind everything this typist typed before; the first words go to the
    /// start of the root.
    pub fn insert(&mut self, text: &str) -> Bytes {
        let mut out = BytesMut::with_capacity(text.len() + 32);
        write_var_uint(&mut out, 1);
        write_var_uint(&mut out, 1);
        write_var_uint(&mut out, self.client);
        write_var_uint(&mut out, u64::from(self.clock));
        if self.clock == 0 {
            out.put_u8(STRING);
            write_var_uint(&mut out, 1);
            write_var_string(&mut out, &self.root);
        } else {
            out.put_u8(STRING | LEFT_ORIGIN);
            write_var_uint(&mut out, self.client);
            write_var_uint(&mut out, u64::from(self.clock - 1));
        }
        write_var_string(&mut out, text);
        write_var_uint(&mut out, 0);
        self.clock += u32::try_from(text.encode_utf16().count()).expect("a test types less than 4 GiB");
        out.freeze()
    }

    /// One update with many runs of one text: `runs` structs of `width` characters, of which each stands before
    /// the last, so that no library can merge them into one.
    pub fn scattered(&mut self, runs: u32, width: u32) -> Bytes {
        let text = "x".repeat(width as usize);
        let mut out = BytesMut::with_capacity((runs * (width + 12)) as usize);
        write_var_uint(&mut out, 1);
        write_var_uint(&mut out, u64::from(runs));
        write_var_uint(&mut out, self.client);
        write_var_uint(&mut out, u64::from(self.clock));
        for run in 0..runs {
            if self.clock == 0 && run == 0 {
                out.put_u8(STRING);
                write_var_uint(&mut out, 1);
                write_var_string(&mut out, &self.root);
            } else {
                out.put_u8(STRING | LEFT_ORIGIN);
                write_var_uint(&mut out, self.client);
                // Behind the first character of everything: each run pushes the ones before it to the right.
                write_var_uint(&mut out, 0);
            }
            write_var_string(&mut out, &text);
        }
        write_var_uint(&mut out, 0);
        self.clock += runs * width;
        out.freeze()
    }
}

#[cfg(test)]
mod tests {
    use pact_wire::update::{Limits, inspect};

    use super::*;

    #[test]
    fn what_a_typist_writes_passes_the_firewall_and_follows_on() {
        let mut typist = Typist::new(77, "t");
        for (text, start, end) in [("a", 0, 1), ("🏠", 1, 3), ("bc", 3, 5)] {
            let update = typist.insert(text);
            let inspection = inspect(&update, &Limits::UPDATE).expect("by the grammar");
            assert_eq!(inspection.blocks.len(), 1);
            assert_eq!((inspection.blocks[0].start, inspection.blocks[0].end), (start, end));
        }
        let update = typist.scattered(100, 13);
        let inspection = inspect(&update, &Limits::DOCUMENT).expect("by the grammar");
        assert_eq!((inspection.blocks[0].start, inspection.blocks[0].end), (5, 1305));
    }
}
