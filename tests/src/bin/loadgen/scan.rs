//! Which clocks does an update bring? A quick reader for what this generator wrote itself, also after a server
//! merged it; anything else goes the long way through the firewall's parser.

use pact_wire::Limits;
use pact_wire::update::inspect;
use pact_wire::varint::{DecodeError, Reader};

/// Calls `take` with client, first clock and the clock after the last, for each client in the update.
pub fn clocks(update: &[u8], mut take: impl FnMut(u64, u32, u32)) {
    if quick(update, &mut take).is_some() {
        return;
    }
    if let Ok(inspection) = inspect(update, &Limits::DOCUMENT) {
        for block in &inspection.blocks {
            take(block.client, block.start, block.end);
        }
    }
}

/// `None` when something is not a plain insertion; then nothing was taken.
fn quick(update: &[u8], take: &mut impl FnMut(u64, u32, u32)) -> Option<()> {
    // Twice, so that nothing is taken from an update that turns out to need the long way.
    walk(update, |_, _, _| {}).ok()??;
    walk(update, take).ok()?
}

fn walk(update: &[u8], mut take: impl FnMut(u64, u32, u32)) -> Result<Option<()>, DecodeError> {
    let mut reader = Reader::new(update);
    for _ in 0..reader.read_var_uint()? {
        let structs = reader.read_var_uint()?;
        let client = reader.read_var_uint()?;
        let start = reader.read_var_uint()?;
        let mut clock = start;
        for _ in 0..structs {
            let info = reader.read_u8()?;
            if info & 0x1f != 4 || info & 0x20 != 0 {
                return Ok(None);
            }
            for flag in [0x80, 0x40] {
                if info & flag != 0 {
                    reader.read_var_uint()?;
                    reader.read_var_uint()?;
                }
            }
            if info & 0xc0 == 0 {
                if reader.read_var_uint()? == 1 {
                    reader.read_buf()?;
                } else {
                    reader.read_var_uint()?;
                    reader.read_var_uint()?;
                }
            }
            // Only ASCII is typed here, so bytes are UTF-16 units.
            clock += reader.read_buf()?.len() as u64;
        }
        let (Ok(start), Ok(end)) = (u32::try_from(start), u32::try_from(clock)) else { return Ok(None) };
        take(client, start, end);
    }
    Ok(Some(()))
}

#[cfg(test)]
mod tests {
    use bytes::BytesMut;

    use super::*;
    use crate::client::keystroke;

    #[test]
    fn what_a_writer_types_is_read_back() {
        let mut out = BytesMut::new();
        for clock in [0, 1, 300, 100_000] {
            keystroke(&mut out, 1_000_001, clock, "t");
            let mut found = Vec::new();
            clocks(&out, |client, start, end| found.push((client, start, end)));
            assert_eq!(found, [(1_000_001, clock, clock + 1)]);
            assert!(inspect(&out, &Limits::UPDATE).is_ok());
        }
    }
}
