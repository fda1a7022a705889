// A random history of two to six stock clients, made from a seed, and what must be equal at its end.

import * as Y from "yjs";
import { Client, sleep, until } from "./client.mjs";
import { content, fingerprint } from "./content.mjs";
import { block, plain, safe, table, textsOf, wrapped } from "./edits.mjs";

/** mulberry32: small, fast, the same everywhere. */
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const WORDS = ["patto ", "comunità ", "è ", "perché ", "spazi ", "🏠", "👩‍👧 ", "e\u0301tà ", "tavolo ", "a", "\u00a0", "città "];
const STYLES = ["p", "h3", "h4", "quote"];
const MARKS = [{ bold: {} }, { italic: {} }, { link: { href: "https://example.org/a?b=1&c=«d»" } }, { bold: null }, { italic: null }];
const BODIES = ["body:art-1", "body:art-2"];
const DECLARED = { "title:art-1": "text", fields: "map" };

class Author {
  constructor(client, random) {
    this.client = client;
    this.random = random;
    this.isOnline = true;
  }

  pick(list) {
    return list[Math.floor(this.random() * list.length)];
  }

  below(n) {
    return Math.floor(this.random() * n);
  }

  words() {
    return Array.from({ length: 1 + this.below(3) }, () => this.pick(WORDS)).join("");
  }

  body() {
    return this.pick(BODIES);
  }

  /** A place in a text that cuts no surrogate pair: editors never put a caret there. */
  place(text) {
    const words = plain(text);
    return safe(words, this.below(words.length + 1));
  }

  range(text) {
    const words = plain(text);
    const from = safe(words, this.below(words.length + 1));
    const to = safe(words, Math.min(words.length, from + this.below(8)));
    return [from, Math.max(0, to - from)];
  }

  step() {
    const root = this.body();
    const fragment = this.client.doc.getXmlFragment(root);
    const undo = this.client.undoManager(root);
    const chance = this.random();
    this.client.edit((doc) => {
      const texts = textsOf(fragment);
      if (texts.length === 0 || chance < 0.08) {
        fragment.insert(this.below(fragment.length + 1), [block(this.pick(STYLES), this.words())]);
      } else if (chance < 0.5) {
        const text = this.pick(texts);
        text.insert(this.place(text), this.words(), this.random() < 0.2 ? this.pick(MARKS.slice(0, 3)) : undefined);
      } else if (chance < 0.6) {
        const text = this.pick(texts);
        const [from, length] = this.range(text);
        if (length > 0) text.delete(from, length);
      } else if (chance < 0.7) {
        const text = this.pick(texts);
        const [from, length] = this.range(text);
        if (length > 0) text.format(from, length, this.pick(MARKS));
      } else if (chance < 0.77) {
        const element = fragment.get(this.below(fragment.length));
        if (element?.nodeName === "block") element.setAttribute("style", this.pick(STYLES));
      } else if (chance < 0.81) {
        const at = this.below(fragment.length);
        if (fragment.get(at)?.nodeName === "block") {
          const list = wrapped(fragment.get(at), this.pick(["bulletList", "orderedList"]));
          fragment.delete(at, 1);
          fragment.insert(at, [list]);
        }
      } else if (chance < 0.84) {
        fragment.insert(this.below(fragment.length + 1), [table([["Chi", "Che cosa"], [this.words(), this.words()]])]);
      } else if (chance < 0.87) {
        if (fragment.length > 3) fragment.delete(this.below(fragment.length), 1);
      } else if (chance < 0.9) {
        doc.getMap("fields").set(`commitment/${this.below(3)}/what`, this.words());
      } else if (chance < 0.93) {
        doc.getText("title:art-1").insert(0, this.words());
      }
    });
    if (chance >= 0.97) undo.redo();
    else if (chance >= 0.93) undo.undo();
  }
}

function fingerprints(clients) {
  return clients.map(({ doc }) => JSON.stringify(fingerprint(doc)));
}

const areEqual = (values) => values.every((value) => value === values[0]);

/** Runs the history of one seed and returns what its end looks like; throws when the replicas differ. */
export async function history({ seed, document, urls, token, steps = 45 }) {
  const random = seeded(seed);
  const count = 2 + Math.floor(random() * 5);
  const open = (kind) =>
    new Client({ kind, url: urls[kind], document, token, reconnectMs: 20, awareness: random() < 0.3, random, clientId: 1 + Math.floor(random() * 0xfffffffe) });
  const authors = Array.from({ length: count }, (_, index) => {
    const kind = index > 0 && random() < 0.3 ? "ywebsocket" : "hocuspocus";
    return new Author(open(kind), random);
  });
  const clients = authors.map(({ client }) => client);
  try {
    for (const client of clients) {
      client.record.chaos = random() < 0.5 ? { late: 0.15 * random(), twice: 0.2 * random() } : null;
    }
    // Some begin to write before they have heard of the others.
    if (random() < 0.7) await until(() => clients.every((c) => c.isConnected), 10_000, "clients did not connect");
    for (let n = 0; n < steps; n += 1) {
      const author = authors[Math.floor(random() * count)];
      const fate = random();
      if (fate < 0.05 && author.isOnline) {
        author.isOnline = false;
        await author.client.offline();
      } else if (fate < 0.11 && !author.isOnline) {
        author.isOnline = true;
        author.client.online();
      } else {
        author.step();
      }
      if (random() < 0.35) await sleep(random() * 6);
    }
    for (const author of authors) {
      author.client.record.chaos = null;
      if (!author.isOnline) author.client.online();
    }
    // Clean-up of redundant marks makes further updates; the end is when everybody is answered and equal.
    await until(
      () => clients.every((c) => c.isSaved) && areEqual(fingerprints(clients)),
      15_000,
      () => `seed ${seed}: replicas stay different: ${describe(clients)}`,
    );
    const contents = clients.map(({ doc }) => JSON.stringify(content(doc, DECLARED)));
    if (!areEqual(contents)) throw new Error(`seed ${seed}: equal fingerprints, different content: ${contents.join("\n")}`);
    const end = { ...fingerprint(clients[0].doc), content: contents[0] };
    const stuck = clients.find((c) => c.doc.store.pendingStructs || c.doc.store.pendingDs);
    if (stuck) throw new Error(`seed ${seed}: client ${stuck.doc.clientID} holds pending structs`);
    await compare({ url: urls.hocuspocus, token, document, expected: end, label: `seed ${seed}: fresh client` });
    return { seed, clients: count, end };
  } finally {
    for (const client of clients) client.destroy();
  }
}

function describe(clients) {
  return clients
    .map((c) => {
      const vector = [...Y.decodeStateVector(Y.encodeStateVector(c.doc))].sort((a, b) => a[0] - b[0]);
      return `${c.kind} ${c.doc.clientID} connected=${c.isConnected} waiting=${c.record.waiting.length} refused=${c.record.refused} told=${c.stateless.slice(-1)} vector=${JSON.stringify(vector)}`;
    })
    .join("\n  ");
}

/** Opens the document anew and requires exactly the expected state. */
export async function compare({ url, token, document, expected, label }) {
  const client = new Client({ kind: "hocuspocus", url, document, token, reconnectMs: 20, awareness: false });
  try {
    await until(() => client.isConnected || client.denied !== null, 10_000, `${label}: no answer`);
    if (client.denied !== null) throw new Error(`${label}: denied: ${client.denied}`);
    const found = { ...fingerprint(client.doc), content: JSON.stringify(content(client.doc, DECLARED)) };
    for (const part of ["stateVector", "deleteSet", "content"]) {
      if (found[part] !== expected[part]) {
        throw new Error(`${label}: other ${part}\n  expected ${expected[part]}\n  found    ${found[part]}`);
      }
    }
  } finally {
    client.destroy();
  }
}
