//! The border between a TCP stream and the WebSocket state machine: reads never wait, writes go to the outbox.

use std::io::{self, IoSlice, Read, Write};
use std::sync::Arc;

use bytes::Bytes;
use pact_app::rooms::{Outbox, Transport};
use tokio::net::TcpStream;

/// Writes of rooms and of the socket's own task, all through one outbox.
pub struct Stream(pub Arc<TcpStream>);

impl Transport for Stream {
    fn try_write(&self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        self.0.try_write_vectored(slices)
    }
}

/// What tungstenite reads from and writes control frames to.
pub struct Duplex {
    pub stream: Arc<TcpStream>,
    pub outbox: Arc<Outbox>,
}

impl Read for Duplex {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.try_read(buffer)
    }
}

impl Write for Duplex {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.outbox.send(Bytes::copy_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
