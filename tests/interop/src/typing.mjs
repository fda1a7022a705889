// Typists who write down each word before they type it, and when it was acknowledged.

import { until } from "./client.mjs";
import { seeded } from "./history.mjs";

const ROOT = "title:kill";

export class Typists {
  constructor(clients, seed, everyMs) {
    this.clients = clients;
    this.random = seeded(seed);
    this.everyMs = everyMs;
    this.journal = [];
    this.timers = [];
  }

  start() {
    for (const [number, client] of this.clients.entries()) {
      const next = () => {
        const wait = this.everyMs * (0.3 + 1.4 * this.random());
        this.timers[number] = setTimeout(() => {
          this.type(number, client);
          next();
        }, wait);
      };
      next();
    }
  }

  stop() {
    for (const timer of this.timers) clearTimeout(timer);
  }

  type(number, client) {
    const token = `‹c${number}-${String(this.journal.length).padStart(6, "0")}›`;
    const entry = { token, number, clock: Infinity };
    this.journal.push(entry);
    const text = client.doc.getText(ROOT);
    const words = text.toString();
    // Between two words: inside one, another typist's word would tear it and the count would not find it.
    const start = words.indexOf("‹", Math.floor(this.random() * (words.length + 1)));
    const at = start < 0 || this.random() < 0.3 ? words.length : start;
    client.edit(() => text.insert(at, token));
    entry.clock = client.doc.store.clients.get(client.doc.clientID).at(-1);
    entry.clock = entry.clock.id.clock + entry.clock.length;
  }

  acknowledged() {
    return this.journal
      .filter(({ number, clock }) => clock <= this.clients[number].record.ackedClock)
      .map(({ token }) => token);
  }

  written() {
    return this.journal.map(({ token }) => token);
  }

  async settled(timeoutMs) {
    const texts = () => this.clients.map(({ doc }) => doc.getText(ROOT).toString());
    await until(
      () => this.clients.every((c) => c.isSaved) && texts().every((text) => text === texts()[0]),
      timeoutMs,
      () =>
        `typists did not settle: ${this.clients
          .map((c) => `${c.kind} connected=${c.isConnected} waiting=${c.record.waiting.length} refused=${c.record.refused} ${c.stateless.slice(-1)}`)
          .join("; ")}`,
    );
  }
}

/** How often each word stands in the text. */
export function occurrences(doc) {
  const counts = new Map();
  for (const [token] of doc.getText(ROOT).toString().matchAll(/‹c\d+-\d+›/g)) {
    counts.set(token, (counts.get(token) ?? 0) + 1);
  }
  return counts;
}

/** Words that are missing, doubled or of nobody. */
export function judge(doc, required, written) {
  const counts = occurrences(doc);
  const known = new Set(written);
  return {
    missing: required.filter((token) => !counts.has(token)),
    doubled: [...counts].filter(([, count]) => count > 1).map(([token]) => token),
    foreign: [...counts.keys()].filter((token) => !known.has(token)),
    found: counts.size,
  };
}
