//! The one piece of RFC 6455 that pays to do by hand: the header of a frame sent by a server.
//!
//! A room that writes its own headers encodes a frame once and hands the same bytes to every socket.

use bytes::BufMut;

/// Opcode and flags of an unfragmented binary frame.
const FINAL_BINARY: u8 = 0x82;

/// Writes the header of an unmasked, unfragmented binary frame of `len` payload bytes.
#[expect(clippy::cast_possible_truncation, reason = "each arm has just checked the length")]
pub fn server_frame_header(len: usize, out: &mut impl BufMut) {
    out.put_u8(FINAL_BINARY);
    match len {
        0..=125 => out.put_u8(len as u8),
        126..=0xffff => {
            out.put_u8(126);
            out.put_u16(len as u16);
        }
        _ => {
            out.put_u8(127);
            out.put_u64(len as u64);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_takes_the_shortest_of_three_forms() {
        let header = |len| {
            let mut out = Vec::new();
            server_frame_header(len, &mut out);
            out
        };
        assert_eq!(header(0), [0x82, 0]);
        assert_eq!(header(125), [0x82, 125]);
        assert_eq!(header(126), [0x82, 126, 0, 126]);
        assert_eq!(header(0xffff), [0x82, 126, 0xff, 0xff]);
        assert_eq!(header(0x1_0000), [0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0]);
    }
}
