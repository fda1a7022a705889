// People who take back what they did, again and again, while others write into it: what stock Yjs then sends. Undoing
// puts elements between neighbours that it finds by following what was deleted and restored, not by looking where they
// stand; a server that judges neighbours must let all of it in.

import * as Y from "yjs";
import { block, plain, safe, table, textsOf, wrapped } from "./edits.mjs";
import { seeded } from "./history.mjs";

const ROOT = "body:art-1";
const WORDS = ["patto ", "è ", "🏠", "tavolo ", "a", "comunità "];

class Person {
  constructor(clientId, random, sent) {
    this.random = random;
    this.doc = new Y.Doc();
    this.doc.clientID = clientId;
    this.body = this.doc.getXmlFragment(ROOT);
    this.undo = new Y.UndoManager(this.body, { trackedOrigins: new Set([this]), captureTimeout: 0 });
    /** How many of all updates this person has heard of. */
    this.heard = 0;
    this.doc.on("update", (update, origin) => {
      if (origin !== "others") sent.push({ by: this, update, alike: true });
    });
  }

  below(n) {
    return Math.floor(this.random() * n);
  }

  /** Whether somebody who gets this person's document reads what this person reads: without any server. */
  isSeenAlike() {
    const newcomer = new Y.Doc();
    Y.applyUpdate(newcomer, Y.encodeStateAsUpdate(this.doc));
    return newcomer.getXmlFragment(ROOT).toString() === this.body.toString();
  }

  listens(sent) {
    const until = this.heard + this.below(sent.length - this.heard + 1);
    for (const { by, update } of sent.slice(this.heard, until)) {
      if (by !== this) Y.applyUpdate(this.doc, update, "others");
    }
    this.heard = until;
  }

  acts() {
    const chance = this.random();
    if (chance < 0.3) this.undo.undo();
    else if (chance < 0.45) this.undo.redo();
    else this.doc.transact(() => this.writes(this.random()), this);
  }

  writes(chance) {
    const { body } = this;
    const texts = textsOf(body);
    const words = WORDS[this.below(WORDS.length)];
    if (texts.length === 0 || chance < 0.15) {
      body.insert(this.below(body.length + 1), [block("p", words)]);
    } else if (chance < 0.25) {
      const at = this.below(body.length);
      body.delete(at, 1 + this.below(Math.min(3, body.length - at)));
    } else if (chance < 0.35) {
      const at = this.below(body.length);
      if (body.get(at).nodeName !== "block") return;
      const list = wrapped(body.get(at), "bulletList");
      body.delete(at, 1);
      body.insert(at, [list]);
    } else if (chance < 0.4) {
      body.insert(this.below(body.length + 1), [table([["Chi"], [words]])]);
    } else {
      const text = texts[this.below(texts.length)];
      const said = plain(text);
      const from = safe(said, this.below(said.length + 1));
      const until = safe(said, Math.min(said.length, from + this.below(6)));
      if (chance < 0.7) text.insert(from, words);
      else if (until > from && chance < 0.9) text.delete(from, until - from);
      else if (until > from) text.format(from, until - from, { bold: {} });
    }
  }
}

/**
 * The updates of one history in the order in which a server hears them, as hex, each with whether Yjs itself reads the
 * document alike before and after it is passed on. */
function undone(seed, steps) {
  const random = seeded(seed);
  const sent = [];
  const people = Array.from({ length: 2 + Math.floor(random() * 3) }, () => new Person(1 + Math.floor(random() * 0xfffffffe), random, sent));
  for (let step = 0; step < steps; step += 1) {
    const person = people[Math.floor(random() * people.length)];
    if (random() < 0.4) person.listens(sent);
    const before = sent.length;
    try {
      person.acts();
    } catch (error) {
      // Yjs loses its way in its own stack now and then; a page would be dead here.
      if (!(error instanceof TypeError)) throw error;
      break;
    }
    if (sent.length > before) sent.at(-1).alike = person.isSeenAlike();
  }
  return sent.map(({ update, alike }) => ({ update: Buffer.from(update).toString("hex"), alike }));
}

export const histories = ({ seed, count, steps }) => Array.from({ length: count }, (_, k) => undone(seed + k, steps));
