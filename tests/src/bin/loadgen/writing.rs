//! Writers and readers: who was told what, and how long after it was written.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use bytes::BytesMut;
use futures_util::FutureExt;
use futures_util::future::join_all;
use pact_tests::figures::{Histogram, processor_time, resident_kib};
use pact_tests::typist::Typist;
use pact_wire::message::PeerMessage;
use serde_json::{Value, json};
use tokio::sync::{Notify, watch};
use tokio::time::{sleep, sleep_until, timeout};

use crate::client::{Client, Dialect, Heard, Target, hear, keystroke, update_frame};
use crate::scan;

/// Ids of writers of a document start here; below 2^32, as those of stock clients.
const FIRST_CLIENT: u64 = 1_000_000;
/// Who writes what the document starts with.
const PREFILL_CLIENT: u64 = 999_999;
const ROOT: &str = "t";
/// After the last update was written: the run ends when nothing more arrives for this long.
const QUIET: Duration = Duration::from_millis(1500);
/// A reader handles this many frames before it lets the others run.
const TURN: usize = 256;

/// How quickly writers write.
#[derive(Clone, Copy, Debug)]
pub enum Pace {
    /// Updates a second.
    Rate(f64),
    /// Updates that not everybody was told yet.
    Window(usize),
}

/// The size of a run.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Clients of each document.
    pub clients: usize,
    /// How many of them write.
    pub writers: usize,
    /// How quickly.
    pub pace: Pace,
    /// For how long.
    pub time: Duration,
    /// Characters at the start.
    pub prefill: usize,
}

/// What one writer has written: when, and who has yet to be told.
#[derive(Default)]
struct Written {
    sent: Vec<Instant>,
    left: Vec<u16>,
    outstanding: usize,
    room: Rc<Notify>,
}

#[derive(Default)]
struct Totals {
    delivery: Histogram,
    stored: Histogram,
    deliveries: u64,
    gaps: u64,
    refused: u64,
    frames: u64,
    failures: Vec<String>,
    last_delivery: Option<Instant>,
}

struct Document {
    name: String,
    written: RefCell<Vec<Written>>,
}

/// Runs writers and readers and tells the figures.
pub async fn run(target: &Target, names: &[String], plan: &Plan, pid: Option<u32>) -> Result<Value> {
    let totals = Rc::new(RefCell::new(Totals::default()));
    let documents: Vec<Rc<Document>> = names
        .iter()
        .map(|name| {
            let written = (0..plan.writers).map(|_| Written::default()).collect();
            Rc::new(Document { name: name.clone(), written: RefCell::new(written) })
        })
        .collect();
    let base_kib = pid.map(resident_kib);
    let mut seats = Vec::new();
    for document in &documents {
        let (mut first, _) = Client::join(target, &document.name).await?;
        if plan.prefill > 0 {
            let update = Typist::new(PREFILL_CLIENT, ROOT).insert(&"p".repeat(plan.prefill));
            let frame = first.encode(&PeerMessage::Update(update));
            first.feed(frame).await?;
            first.flush().await?;
        }
        seats.push((document.clone(), 0, first));
        let others = (1..plan.clients).map(|_| Client::join(target, &document.name));
        for (index, joined) in join_all(others).await.into_iter().enumerate() {
            seats.push((document.clone(), index + 1, joined?.0));
        }
    }
    // What joining left behind must not be counted.
    sleep(Duration::from_millis(500)).await;

    let cpu_before = pid.map(processor_time);
    let started = Instant::now();
    let (stop, stopped) = watch::channel(false);
    let tasks: Vec<_> = seats
        .into_iter()
        .enumerate()
        .map(|(number, (document, index, client))| {
            let seat = Seat {
                index,
                document,
                totals: totals.clone(),
                plan: plan.clone(),
                unanswered: VecDeque::new(),
                // The pace is spread over the writers, so that they do not all write in the same instant.
                offset: f64::from(u32::try_from(number).unwrap_or(0)) * 0.618_034 % 1.0,
                started,
                stopped: stopped.clone(),
                told: vec![0; plan.writers],
                is_first_status: target.dialect == Dialect::Hocuspocus,
                dialect: target.dialect,
            };
            tokio::task::spawn_local(seat.run(client))
        })
        .collect();
    sleep(plan.time).await;
    let writing_time = started.elapsed();
    let in_time = totals.borrow().deliveries;
    let others = plan.clients as u64 - 1;
    let expected = || -> u64 {
        documents
            .iter()
            .flat_map(|d| d.written.borrow().iter().map(|w| w.sent.len() as u64).collect::<Vec<_>>())
            .sum::<u64>()
            * others
    };
    loop {
        sleep(Duration::from_millis(20)).await;
        let totals = totals.borrow();
        let is_quiet = totals.last_delivery.is_none_or(|last| last.elapsed() > QUIET);
        if is_quiet
            || totals.deliveries >= expected()
            || started.elapsed() > plan.time + Duration::from_mins(1)
        {
            break;
        }
    }
    // Acknowledgements of the last updates.
    sleep(Duration::from_millis(300)).await;
    let cpu = pid.map(processor_time).zip(cpu_before).map(|(after, before)| after.saturating_sub(before));
    let resident = pid.map(resident_kib);
    stop.send_replace(true);
    join_all(tasks).await;

    let missing_late = missing_for_a_late_joiner(target, &documents, plan).await?;
    let totals = totals.borrow();
    let quantile = |of: &Histogram, part| (of.count() > 0).then(|| of.quantile_ms(part));
    let is_any = totals.deliveries > 0;
    Ok(json!({
        "clients": plan.clients,
        "writers": plan.writers,
        "seconds": seconds(writing_time),
        "updates": expected() / others.max(1),
        "deliveries": totals.deliveries,
        "deliveries_per_second": per_second(in_time, writing_time),
        "never_delivered": expected().saturating_sub(totals.deliveries),
        "frames": totals.frames,
        "gaps": totals.gaps,
        "refused": totals.refused,
        "failures": totals.failures.iter().take(5).collect::<Vec<_>>(),
        "last_delivery_s": totals.last_delivery.map(|last| seconds(last.duration_since(started))),
        "p50_ms": quantile(&totals.delivery, 0.5),
        "p99_ms": quantile(&totals.delivery, 0.99),
        "stored": totals.stored.count(),
        "stored_p50_ms": quantile(&totals.stored, 0.5),
        "stored_p99_ms": quantile(&totals.stored, 0.99),
        "cpu_us_per_delivery": cpu.filter(|_| is_any).map(|cpu| micros(cpu) / per(totals.deliveries)),
        "cpu_ms": cpu.map(|cpu| micros(cpu) / 1000.0),
        "resident_mib": resident.map(|kib| per(kib) / 1024.0),
        "resident_before_mib": base_kib.map(|kib| per(kib) / 1024.0),
        "missing_for_late_joiner": missing_late,
    }))
}

#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn per(count: u64) -> f64 {
    count.max(1) as f64
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

fn seconds(time: Duration) -> f64 {
    time.as_secs_f64()
}

fn per_second(count: u64, time: Duration) -> f64 {
    per(count) / time.as_secs_f64()
}

/// Updates that somebody who comes after the run does not find, over all documents (at most twenty are asked).
async fn missing_for_a_late_joiner(
    target: &Target,
    documents: &[Rc<Document>],
    plan: &Plan,
) -> Result<Option<u64>> {
    if target.dialect == Dialect::Relay {
        return Ok(None);
    }
    let mut missing = 0;
    for document in documents.iter().take(20) {
        let (_, text) = timeout(Duration::from_secs(30), Client::join(target, &document.name))
            .await
            .context("a late joiner gets no answer")??;
        let mut ends = vec![0_u64; plan.writers];
        scan::clocks(&text, |client, _, end| {
            if let Some(slot) = slot(client).and_then(|index| ends.get_mut(index)) {
                *slot = u64::from(end);
            }
        });
        let written = document.written.borrow();
        missing +=
            written.iter().zip(&ends).map(|(w, end)| (w.sent.len() as u64).saturating_sub(*end)).sum::<u64>();
    }
    Ok(Some(missing))
}

fn slot(client: u64) -> Option<usize> {
    client.checked_sub(FIRST_CLIENT).and_then(|index| usize::try_from(index).ok())
}

/// One client at work.
struct Seat {
    index: usize,
    document: Rc<Document>,
    totals: Rc<RefCell<Totals>>,
    plan: Plan,
    unanswered: VecDeque<Instant>,
    offset: f64,
    started: Instant,
    stopped: watch::Receiver<bool>,
    /// The next clock expected of each writer.
    told: Vec<u32>,
    /// The answer to the Step2 of the handshake comes first.
    is_first_status: bool,
    dialect: Dialect,
}

impl Seat {
    async fn run(mut self, mut client: Client) {
        if let Err(error) = self.work(&mut client).await {
            self.totals.borrow_mut().failures.push(format!("{error:#}"));
        }
    }

    async fn work(&mut self, client: &mut Client) -> Result<()> {
        let is_writer = self.index < self.plan.writers;
        let room = is_writer.then(|| self.document.written.borrow()[self.index].room.clone());
        let prefix = client.update_prefix();
        let mut scratch = BytesMut::new();
        let mut stopped = self.stopped.clone();
        let ends_at = self.started + self.plan.time;
        let mut next_at = match self.plan.pace {
            Pace::Rate(rate) => self.started + Duration::from_secs_f64(self.offset / rate),
            Pace::Window(_) => self.started,
        };
        if is_writer && let Pace::Window(window) = self.plan.pace {
            self.write(client, window, &prefix, &mut scratch).await?;
        }
        loop {
            let may_write = is_writer && Instant::now() < ends_at;
            tokio::select! {
                biased;
                frame = client.next() => {
                    self.take(&frame?);
                    // What has already arrived is taken in one turn.
                    for _ in 0..TURN {
                        match client.next().now_or_never() {
                            Some(frame) => self.take(&frame?),
                            None => break,
                        }
                    }
                    tokio::task::yield_now().await;
                }
                () = sleep_until(next_at.into()), if may_write && matches!(self.plan.pace, Pace::Rate(_)) => {
                    // Written later, it would be counted and perhaps not waited for.
                    if Instant::now() >= ends_at {
                        continue;
                    }
                    self.write(client, 1, &prefix, &mut scratch).await?;
                    if let Pace::Rate(rate) = self.plan.pace {
                        next_at += Duration::from_secs_f64(1.0 / rate);
                    }
                }
                () = wait(room.as_deref()), if may_write && matches!(self.plan.pace, Pace::Window(_)) => {
                    if Instant::now() >= ends_at {
                        continue;
                    }
                    if let Pace::Window(window) = self.plan.pace {
                        let free = window.saturating_sub(self.document.written.borrow()[self.index].outstanding);
                        self.write(client, free, &prefix, &mut scratch).await?;
                    }
                }
                _ = stopped.changed() => return Ok(()),
            }
        }
    }

    async fn write(
        &mut self,
        client: &mut Client,
        count: usize,
        prefix: &[u8],
        scratch: &mut BytesMut,
    ) -> Result<()> {
        for _ in 0..count {
            let clock = {
                let mut written = self.document.written.borrow_mut();
                let own = &mut written[self.index];
                let clock = u32::try_from(own.sent.len()).context("four billion updates are enough")?;
                own.sent.push(Instant::now());
                own.left.push(u16::try_from(self.plan.clients - 1).unwrap_or(u16::MAX));
                own.outstanding += 1;
                clock
            };
            keystroke(scratch, FIRST_CLIENT + self.index as u64, clock, ROOT);
            self.unanswered.push_back(Instant::now());
            client.feed(update_frame(prefix, scratch)).await?;
        }
        client.flush().await
    }

    fn take(&mut self, frame: &[u8]) {
        let now = Instant::now();
        let mut totals = self.totals.borrow_mut();
        let mut written = self.document.written.borrow_mut();
        totals.frames += 1;
        hear(self.dialect, frame, |heard| match heard {
            Heard::Update(update) | Heard::Text(update) => scan::clocks(update, |client, start, end| {
                let Some(writer) = slot(client).filter(|writer| *writer != self.index) else { return };
                let (Some(told), Some(of)) = (self.told.get_mut(writer), written.get_mut(writer)) else {
                    return;
                };
                if end <= *told {
                    return;
                }
                if start > *told {
                    totals.gaps += 1;
                }
                for clock in start.max(*told)..end {
                    let Some(sent) = of.sent.get(clock as usize) else { break };
                    totals.delivery.record(now.duration_since(*sent));
                    totals.deliveries += 1;
                    let left = &mut of.left[clock as usize];
                    *left = left.saturating_sub(1);
                    if *left == 0 {
                        of.outstanding -= 1;
                        of.room.notify_one();
                    }
                }
                *told = end;
                totals.last_delivery = Some(now);
            }),
            Heard::Status(is_applied) => {
                if std::mem::take(&mut self.is_first_status) {
                    return;
                }
                if is_applied {
                    if let Some(sent) = self.unanswered.pop_front() {
                        totals.stored.record(now.duration_since(sent));
                    }
                } else {
                    self.unanswered.pop_front();
                    totals.refused += 1;
                }
            }
            Heard::Refused => totals.refused += 1,
            Heard::Question | Heard::Other => {}
        });
    }
}

async fn wait(room: Option<&Notify>) {
    match room {
        Some(room) => room.notified().await,
        None => std::future::pending().await,
    }
}
