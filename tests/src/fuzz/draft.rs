//! An update as a value that can be changed field by field, right or wrong: read from accepted bytes, written back
//! whatever it says. Written by the grammar alone and without the firewall's code, so that each checks the other.

use pact_wire::varint::{DecodeError, Reader, write_buf, write_var_uint};

/// Client and clock, as wide as they can be written.
pub type WideId = (u64, u64);

const HAS_KEY: u8 = 0x20;
const HAS_RIGHT_ORIGIN: u8 = 0x40;
const HAS_ORIGIN: u8 = 0x80;

/// A whole update.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// One for each client.
    pub blocks: Vec<Block>,
    /// Deleted ranges: start and length, by client.
    pub deletes: Vec<(u64, Vec<(u64, u64)>)>,
}

/// The structs of one client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The client.
    pub client: u64,
    /// The clock of the first struct.
    pub start: u64,
    /// One after the other.
    pub structs: Vec<Struct>,
}

/// One struct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Struct {
    /// What stood to its left.
    pub origin: Option<WideId>,
    /// What stood to its right.
    pub right_origin: Option<WideId>,
    /// Where it lives; written only without origins.
    pub parent: Parent,
    /// Its key; written only without origins.
    pub key: Option<Vec<u8>>,
    /// The key bit, which means nothing beside an origin and must be kept all the same.
    pub key_bit: bool,
    /// What it holds.
    pub content: Content,
}

/// Where a struct without origins lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Parent {
    /// In a root.
    Root(Vec<u8>),
    /// In the type with this id.
    Item(WideId),
}

/// What a struct holds; texts are bytes so that they can be wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as in the grammar of `pact_wire::update`")]
pub enum Content {
    Gc(u64),
    Skip(u64),
    Deleted(u64),
    Json(Vec<Vec<u8>>),
    Binary(Vec<u8>),
    Text(Vec<u8>),
    Embed(Vec<u8>),
    Format(Vec<u8>, Vec<u8>),
    Type(u64, Option<Vec<u8>>),
    Any(Vec<Value>),
    Document(Vec<u8>, Value),
    /// Another reference, with nothing after it.
    Unknown(u8),
}

/// A plain value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as in the grammar of `pact_wire::update`")]
pub enum Value {
    /// Its tag and what follows, as it is written.
    Scalar(Vec<u8>),
    Object(Vec<(Vec<u8>, Self)>),
    Array(Vec<Self>),
}

impl Content {
    /// Number of clocks it takes.
    #[must_use]
    pub fn len(&self) -> u64 {
        match self {
            Self::Gc(len) | Self::Skip(len) | Self::Deleted(len) => *len,
            Self::Json(texts) => texts.len() as u64,
            Self::Any(values) => values.len() as u64,
            Self::Text(text) => String::from_utf8_lossy(text).encode_utf16().count() as u64,
            _ => 1,
        }
    }

    /// Whether it takes no clock.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Block {
    /// The clock after its last struct.
    #[must_use]
    pub fn end(&self) -> u64 {
        self.structs.iter().fold(self.start, |clock, one| clock.saturating_add(one.content.len()))
    }
}

impl Draft {
    /// Reads an update; trailing bytes are an error, other rules are not looked at.
    ///
    /// # Errors
    /// The bytes are not by the grammar, or hold something that no accepted update holds.
    pub fn read(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let mut draft = Self::default();
        for _ in 0..reader.read_var_uint()? {
            let count = reader.read_var_uint()?;
            let client = reader.read_var_uint()?;
            let start = reader.read_var_uint()?;
            let structs = (0..count).map(|_| read_struct(&mut reader)).collect::<Result<_, _>>()?;
            draft.blocks.push(Block { client, start, structs });
        }
        for _ in 0..reader.read_var_uint()? {
            let client = reader.read_var_uint()?;
            let ranges = (0..reader.read_var_uint()?)
                .map(|_| Ok((reader.read_var_uint()?, reader.read_var_uint()?)))
                .collect::<Result<_, DecodeError>>()?;
            draft.deletes.push((client, ranges));
        }
        reader.finish()?;
        Ok(draft)
    }

    /// Writes it as it is.
    #[must_use]
    pub fn write(&self) -> Vec<u8> {
        let mut out = Vec::new();
        write_var_uint(&mut out, self.blocks.len() as u64);
        for block in &self.blocks {
            write_var_uint(&mut out, block.structs.len() as u64);
            write_var_uint(&mut out, block.client);
            write_var_uint(&mut out, block.start);
            for one in &block.structs {
                write_struct(one, &mut out);
            }
        }
        write_var_uint(&mut out, self.deletes.len() as u64);
        for (client, ranges) in &self.deletes {
            write_var_uint(&mut out, *client);
            write_var_uint(&mut out, ranges.len() as u64);
            for (start, len) in ranges {
                write_var_uint(&mut out, *start);
                write_var_uint(&mut out, *len);
            }
        }
        out
    }
}

fn read_id(reader: &mut Reader<'_>) -> Result<WideId, DecodeError> {
    Ok((reader.read_var_uint()?, reader.read_var_uint()?))
}

fn read_text(reader: &mut Reader<'_>) -> Result<Vec<u8>, DecodeError> {
    reader.read_var_string().map(|text| text.as_bytes().to_vec())
}

fn read_struct(reader: &mut Reader<'_>) -> Result<Struct, DecodeError> {
    let info = reader.read_u8()?;
    let mut read = Struct {
        origin: None,
        right_origin: None,
        parent: Parent::Root(Vec::new()),
        key: None,
        key_bit: info & HAS_KEY != 0,
        content: Content::Gc(0),
    };
    let content = info & 0x1f;
    if content == 0 || content == 10 {
        let len = reader.read_var_uint()?;
        read.content = if content == 0 { Content::Gc(len) } else { Content::Skip(len) };
        return Ok(read);
    }
    if info & HAS_ORIGIN != 0 {
        read.origin = Some(read_id(reader)?);
    }
    if info & HAS_RIGHT_ORIGIN != 0 {
        read.right_origin = Some(read_id(reader)?);
    }
    if read.origin.is_none() && read.right_origin.is_none() {
        read.parent = match reader.read_var_uint()? {
            1 => Parent::Root(read_text(reader)?),
            _ => Parent::Item(read_id(reader)?),
        };
        if read.key_bit {
            read.key = Some(read_text(reader)?);
        }
    }
    read.content = read_content(reader, content)?;
    Ok(read)
}

fn read_content(reader: &mut Reader<'_>, content: u8) -> Result<Content, DecodeError> {
    Ok(match content {
        1 => Content::Deleted(reader.read_var_uint()?),
        2 => {
            Content::Json((0..reader.read_var_uint()?).map(|_| read_text(reader)).collect::<Result<_, _>>()?)
        }
        3 => Content::Binary(reader.read_buf()?.to_vec()),
        4 => Content::Text(read_text(reader)?),
        5 => Content::Embed(read_text(reader)?),
        6 => Content::Format(read_text(reader)?, read_text(reader)?),
        7 => {
            let kind = reader.read_var_uint()?;
            let has_name = kind == 3 || kind == 5;
            Content::Type(kind, if has_name { Some(read_text(reader)?) } else { None })
        }
        8 => {
            Content::Any((0..reader.read_var_uint()?).map(|_| read_value(reader)).collect::<Result<_, _>>()?)
        }
        9 => Content::Document(read_text(reader)?, read_value(reader)?),
        other => Content::Unknown(other),
    })
}

/// Recursive: values of accepted updates nest 64 deep at most.
fn read_value(reader: &mut Reader<'_>) -> Result<Value, DecodeError> {
    let tag = reader.read_u8()?;
    let mut scalar = vec![tag];
    match tag {
        118 => {
            let properties = (0..reader.read_var_uint()?)
                .map(|_| Ok((read_text(reader)?, read_value(reader)?)))
                .collect::<Result<_, DecodeError>>()?;
            return Ok(Value::Object(properties));
        }
        117 => {
            let values =
                (0..reader.read_var_uint()?).map(|_| read_value(reader)).collect::<Result<_, _>>()?;
            return Ok(Value::Array(values));
        }
        125 => loop {
            let byte = reader.read_u8()?;
            scalar.push(byte);
            if byte < 0x80 {
                break;
            }
        },
        124 => scalar.extend(reader.read_slice(4)?),
        122 | 123 => scalar.extend(reader.read_slice(8)?),
        116 | 119 => write_buf(&mut scalar, reader.read_buf()?),
        _ => {}
    }
    Ok(Value::Scalar(scalar))
}

fn write_id(out: &mut Vec<u8>, (client, clock): WideId) {
    write_var_uint(out, client);
    write_var_uint(out, clock);
}

fn write_struct(one: &Struct, out: &mut Vec<u8>) {
    let has_no_origin = one.origin.is_none() && one.right_origin.is_none();
    let has_key = if has_no_origin { one.key.is_some() } else { one.key_bit };
    let flags = [
        (one.origin.is_some(), HAS_ORIGIN),
        (one.right_origin.is_some(), HAS_RIGHT_ORIGIN),
        (has_key, HAS_KEY),
    ];
    let flags: u8 = flags.into_iter().filter(|(is_set, _)| *is_set).map(|(_, flag)| flag).sum();
    match &one.content {
        // Flags on these are a rule of their own; the corpus has them.
        Content::Gc(len) | Content::Skip(len) => {
            out.push(if matches!(one.content, Content::Gc(_)) { 0 } else { 10 });
            return write_var_uint(out, *len);
        }
        content => out.push(flags | reference(content)),
    }
    for id in [one.origin, one.right_origin].into_iter().flatten() {
        write_id(out, id);
    }
    if has_no_origin {
        match &one.parent {
            Parent::Root(name) => {
                out.push(1);
                write_buf(out, name);
            }
            Parent::Item(id) => {
                out.push(0);
                write_id(out, *id);
            }
        }
        if let Some(key) = &one.key {
            write_buf(out, key);
        }
    }
    write_content(&one.content, out);
}

fn reference(content: &Content) -> u8 {
    match content {
        Content::Gc(_) => 0,
        Content::Deleted(_) => 1,
        Content::Json(_) => 2,
        Content::Binary(_) => 3,
        Content::Text(_) => 4,
        Content::Embed(_) => 5,
        Content::Format(..) => 6,
        Content::Type(..) => 7,
        Content::Any(_) => 8,
        Content::Document(..) => 9,
        Content::Skip(_) => 10,
        Content::Unknown(reference) => reference & 0x1f,
    }
}

fn write_content(content: &Content, out: &mut Vec<u8>) {
    match content {
        Content::Gc(len) | Content::Skip(len) | Content::Deleted(len) => write_var_uint(out, *len),
        Content::Json(texts) => {
            write_var_uint(out, texts.len() as u64);
            for text in texts {
                write_buf(out, text);
            }
        }
        Content::Binary(bytes) | Content::Text(bytes) | Content::Embed(bytes) => write_buf(out, bytes),
        Content::Format(key, value) => {
            write_buf(out, key);
            write_buf(out, value);
        }
        Content::Type(kind, name) => {
            write_var_uint(out, *kind);
            if let Some(name) = name {
                write_buf(out, name);
            }
        }
        Content::Any(values) => {
            write_var_uint(out, values.len() as u64);
            for value in values {
                write_value(value, out);
            }
        }
        Content::Document(guid, options) => {
            write_buf(out, guid);
            write_value(options, out);
        }
        Content::Unknown(_) => {}
    }
}

fn write_value(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Scalar(bytes) => out.extend(bytes),
        Value::Array(values) => {
            out.push(117);
            write_var_uint(out, values.len() as u64);
            for value in values {
                write_value(value, out);
            }
        }
        Value::Object(properties) => {
            out.push(118);
            write_var_uint(out, properties.len() as u64);
            for (key, value) in properties {
                write_buf(out, key);
                write_value(value, out);
            }
        }
    }
}
