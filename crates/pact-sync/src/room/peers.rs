//! What does a room know of each attachment? The frames it still owes an answer, in their order; the updates it
//! holds for it; what it has said of itself.

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;
use pact_wire::update::Limits;

use super::Attachment;
use super::budget::Budget;

#[derive(Debug)]
pub(super) struct Peer {
    pub(super) attachment: Attachment,
    /// Step1 frames of ours still unanswered: `true` where the Step2 that answers is acknowledged.
    pub(super) asked: VecDeque<bool>,
    /// Answers still owed, in the order of the frames they answer. A peer counts answers, so one that comes out
    /// of turn would be taken for another frame's.
    answers: VecDeque<Answer>,
    /// How many answers were given: the ticket of the first one in `answers`.
    answered: u64,
    pub(super) held: VecDeque<Held>,
    pub(super) held_bytes: usize,
    pub(super) budget: Budget,
    /// Whether it is a page of ours: it said `hello`, and knows our messages.
    pub(super) says_hello: bool,
    /// Whether it says when it has seen a change of rights.
    pub(super) sees_locks: bool,
    /// The place in the log up to which it has seen the rights.
    pub(super) seen: i64,
    /// Whether an update of it was refused: what builds on that can never enter.
    pub(super) was_refused: bool,
    /// Kinds of security events it was noted for.
    pub(super) noted: Vec<&'static str>,
}

impl Peer {
    pub(super) fn new(attachment: Attachment) -> Self {
        Self {
            attachment,
            asked: VecDeque::new(),
            answers: VecDeque::new(),
            answered: 0,
            held: VecDeque::new(),
            held_bytes: 0,
            budget: Budget::default(),
            says_hello: false,
            sees_locks: false,
            seen: 0,
            was_refused: false,
            noted: Vec::new(),
        }
    }

    pub(super) fn open_answer(&mut self) -> Ticket {
        self.answers.push_back(Answer::Open);
        Ticket(self.answered + self.answers.len() as u64 - 1)
    }

    pub(super) fn decide(&mut self, ticket: Ticket, answer: Answer) {
        let slot =
            usize::try_from(ticket.0 - self.answered).ok().and_then(|index| self.answers.get_mut(index));
        if let Some(slot) = slot {
            *slot = answer;
        }
    }

    /// The next answer that can be given now.
    pub(super) fn next_answer(&mut self, committed: i64) -> Option<bool> {
        let answer = match self.answers.front()? {
            Answer::Refused => false,
            Answer::StoredAt(seq) if *seq <= committed => true,
            Answer::StoredAt(_) | Answer::Open => return None,
        };
        self.answers.pop_front();
        self.answered += 1;
        Some(answer)
    }

    pub(super) fn is_owed_answers(&self) -> bool {
        !self.answers.is_empty()
    }
}

/// The place of one frame among those of its peer that get an answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ticket(u64);

#[derive(Clone, Copy, Debug)]
pub(super) enum Answer {
    /// Not decided: the frame is held.
    Open,
    /// `true`, once this place of the log is on disk.
    StoredAt(i64),
    /// `false`.
    Refused,
}

/// How an update came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Carrier {
    Update,
    Step2,
}

impl Carrier {
    pub(super) fn limits(self) -> &'static Limits {
        match self {
            Self::Update => &Limits::UPDATE,
            Self::Step2 => &Limits::STEP2,
        }
    }
}

/// An update as it came, with the answer it is owed.
#[derive(Clone, Debug)]
pub(super) struct Incoming {
    pub(super) bytes: Bytes,
    pub(super) carrier: Carrier,
    pub(super) ticket: Option<Ticket>,
}

/// What an update that is held waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Awaited {
    /// Something it builds on.
    Missing,
    /// The owner of a client id whose clocks it brings: who is here brings them.
    Owner,
}

#[derive(Debug)]
pub(super) struct Held {
    pub(super) incoming: Incoming,
    pub(super) awaited: Awaited,
    pub(super) since: Duration,
}

/// Somebody to turn to when a place of the log is on disk.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) seq: i64,
    pub(super) to: super::AttachmentId,
    pub(super) echo: Option<Bytes>,
}
