//! Which client wrote which words? Every character of a Yjs text is an item, and the id of an item names the client
//! that made it: whoever deletes or formats it later, whatever happens to the log. Whose the client is, others know.

use bytes::Bytes;
use pact_model::document::SectionId;
use yrs::types::text::YChange;
use yrs::{Any, Out, ReadTxn, Snapshot, Text, TransactionMut, WriteTxn, XmlFragment, XmlOut};

use crate::content::section_fields;
use crate::error::SyncError;
use crate::replica::Replica;

/// Words of one client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientRun {
    /// The Yjs client id.
    pub client: u64,
    /// The words; a line feed ends the title and every block.
    pub text: String,
}

/// The text of each section in runs of one client, in reading order, from a stored snapshot and the rows after it.
///
/// # Errors
/// [`SyncError::CorruptLog`] names the first part that cannot be read.
pub fn authored_runs(
    snapshot: Option<&[u8]>,
    updates: &[Bytes],
) -> Result<Vec<(SectionId, Vec<ClientRun>)>, SyncError> {
    // The id is never used: nothing is written.
    let mut replica = Replica::load(1, snapshot, updates)?;
    let mut sections = Vec::new();
    // yrs may cut items to tell them apart, which takes a transaction for writing; an update it makes is none.
    replica.edit(|txn| -> Result<(), SyncError> {
        sections = read(txn);
        Ok(())
    })?;
    Ok(sections)
}

fn read(txn: &mut TransactionMut<'_>) -> Vec<(SectionId, Vec<ClientRun>)> {
    let now = txn.snapshot();
    let ids: Vec<SectionId> = section_fields(txn).into_iter().map(|(id, _)| id).collect();
    let mut sections = Vec::with_capacity(ids.len());
    for id in ids {
        let mut runs = Runs::default();
        let title = txn.get_or_insert_text(id.title_root());
        runs.read(txn, &now, &title);
        runs.end_line();
        let body = txn.get_or_insert_xml_fragment(id.body_root());
        let mut stack: Vec<Step> = vec![Step::Inside(body.children(txn).collect())];
        // Without recursion, as bodies may be deep.
        while let Some(step) = stack.pop() {
            match step {
                Step::EndLine => runs.end_line(),
                Step::Inside(mut children) => {
                    children.reverse();
                    stack.extend(children.into_iter().map(Step::Child));
                }
                Step::Child(XmlOut::Text(text)) => runs.read(txn, &now, &text),
                Step::Child(XmlOut::Element(element)) => {
                    if matches!(element.tag().as_ref(), "block" | "hardBreak") {
                        stack.push(Step::EndLine);
                    }
                    stack.push(Step::Inside(element.children(txn).collect()));
                }
                Step::Child(XmlOut::Fragment(fragment)) => {
                    stack.push(Step::Inside(fragment.children(txn).collect()));
                }
            }
        }
        sections.push((id, runs.0));
    }
    sections
}

enum Step {
    Child(XmlOut),
    Inside(Vec<XmlOut>),
    EndLine,
}

#[derive(Default)]
struct Runs(Vec<ClientRun>);

impl Runs {
    fn read(&mut self, txn: &mut TransactionMut<'_>, now: &Snapshot, text: &impl Text) {
        // Against an empty past everything was added, and yrs says by which item.
        let chunks = text.diff_range(txn, Some(now), Some(&Snapshot::default()), |YChange { id, .. }| id);
        for chunk in chunks {
            let (Out::Any(Any::String(words)), Some(id)) = (chunk.insert, chunk.ychange) else { continue };
            self.push(id.client.get(), &words);
        }
    }

    fn push(&mut self, client: u64, words: &str) {
        match self.0.last_mut() {
            Some(last) if last.client == client => last.text.push_str(words),
            _ => self.0.push(ClientRun { client, text: words.to_owned() }),
        }
    }

    /// A line without words has no author.
    fn end_line(&mut self) {
        if let Some(last) = self.0.last_mut().filter(|last| !last.text.ends_with('\n')) {
            last.text.push('\n');
        }
    }
}
