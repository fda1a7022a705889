// Stock Yjs clients behind JSON lines: one request a line on stdin, one answer a line on stdout.

import { createInterface } from "node:readline";
import { Client, hocuspocusSocket, until } from "./src/client.mjs";
import { dump, fingerprint } from "./src/content.mjs";
import { apply } from "./src/edits.mjs";
import { compare, history } from "./src/history.mjs";
import { corpus, integrate } from "./src/hostile.mjs";
import { judge, Typists } from "./src/typing.mjs";
import { histories } from "./src/undoing.mjs";

// Each y-websocket client listens to the end of the process.
process.setMaxListeners(0);

// Standard output carries answers only; whatever a library prints goes the other way.
for (const name of ["log", "info", "warn", "debug"]) console[name] = console.error;

const clients = new Map();
const sockets = new Map();
let typists = null;

function client(name) {
  const found = clients.get(name);
  if (!found) throw new Error(`no client called ${name}`);
  return found;
}

/** What a test may wait for. */
const conditions = {
  connected: (c) => c.isConnected,
  saved: (c) => c.isSaved && (c.provider.unsyncedChanges ?? 0) === 0,
  denied: (c) => (c.denied ?? c.record.denied ?? null) !== null,
  authenticated: (c) => c.provider.isAuthenticated === true,
  stateless: (c, { contains }) => c.stateless.some((text) => text.includes(contains)),
  closed: (c) => c.closed.length > 0 || c.record.closes.length > 0,
  awareness: (c, { count }) => c.awareness.getStates().size >= count,
  text: (c, { contains }) => JSON.stringify(dump(c.doc).content).includes(contains),
};

const commands = {
  socket({ socket, url, reconnectMs }) {
    sockets.set(socket, hocuspocusSocket(url, { reconnectMs }));
  },
  open({ client: name, socket, ...options }) {
    clients.set(name, new Client({ ...options, socket: socket && sockets.get(socket) }));
  },
  async wait({ client: name, what, timeoutMs = 5000, ...options }) {
    const it = client(name);
    await until(() => conditions[what](it, options), timeoutMs, () => `${name}: not ${what}: ${JSON.stringify(it.status())}`);
    return it.status();
  },
  edit({ client: name, edits }) {
    const it = client(name);
    it.edit((doc) => {
      for (const edit of edits) apply(doc, edit);
    });
  },
  undo({ client: name, root }) {
    client(name).undoManager(root).undo();
  },
  undoing: histories,
  dump({ client: name, roots }) {
    return dump(client(name).doc, roots);
  },
  status({ client: name }) {
    return client(name).status();
  },
  unsynced({ client: name }) {
    return { log: client(name).unsyncedLog };
  },
  awareness({ client: name, state }) {
    for (const [key, value] of Object.entries(state)) client(name).awareness.setLocalStateField(key, value);
  },
  stateless({ client: name, payload }) {
    client(name).provider.sendStateless(payload);
  },
  offline: ({ client: name }) => client(name).offline(),
  online: ({ client: name }) => client(name).online(),
  close({ client: name }) {
    client(name).destroy();
    clients.delete(name);
  },
  // Equal state of several clients, awaited; equal clocks and deletions must then mean equal content.
  async equal({ names, timeoutMs = 5000, roots }) {
    const all = names.map(client);
    const short = (value) => JSON.stringify(value).slice(0, 2000);
    const prints = () => all.map(({ doc }) => JSON.stringify(fingerprint(doc)));
    await until(
      () => prints().every((print) => print === prints()[0]),
      timeoutMs,
      () => `${names} stay different:\n${all.map((c) => `${short(c.status())}\n${short(dump(c.doc, roots))}`).join("\n")}`,
    );
    const states = all.map(({ doc }) => dump(doc, roots));
    const odd = states.find((state) => JSON.stringify(state) !== JSON.stringify(states[0]));
    if (odd) throw new Error(`equal clocks, different content: ${short(states[0])}\n${short(odd)}`);
    return states[0];
  },
  startTyping({ names, seed, everyMs }) {
    typists = new Typists(names.map(client), seed, everyMs);
    typists.start();
  },
  resumeTyping() {
    typists.start();
  },
  stopTyping() {
    typists.stop();
  },
  journal() {
    return { written: typists.journal.length, acknowledged: typists.acknowledged() };
  },
  settled: ({ timeoutMs }) => typists.settled(timeoutMs),
  // A fresh client's view: are these words in it, each once?
  async judge({ url, document, token, acknowledged }) {
    const fresh = new Client({ kind: "hocuspocus", url, document, token, reconnectMs: 20, awareness: false });
    try {
      await until(() => fresh.isConnected, 10_000, () => `judge got no answer: ${JSON.stringify(fresh.status())}`);
      const written = typists.written();
      return judge(fresh.doc, acknowledged ?? written, written);
    } finally {
      fresh.destroy();
    }
  },
  integrate: ({ cases }) => integrate(cases),
  corpus,
  async histories({ items, urls, token, steps, parallel = 4 }) {
    const ends = [];
    const waiting = [...items];
    const worker = async () => {
      for (let item = waiting.shift(); item; item = waiting.shift()) {
        try {
          ends.push({ ...(await history({ ...item, urls, token, steps })), document: item.document });
        } catch (error) {
          ends.push({ seed: item.seed, document: item.document, error: String(error?.stack ?? error) });
        }
      }
    };
    await Promise.all(Array.from({ length: parallel }, worker));
    return { ends };
  },
  async compare({ url, token, items, parallel = 8 }) {
    const differences = [];
    const waiting = [...items];
    const worker = async () => {
      for (let item = waiting.shift(); item; item = waiting.shift()) {
        try {
          await compare({ url, token, ...item });
        } catch (error) {
          differences.push(String(error?.message ?? error));
        }
      }
    };
    await Promise.all(Array.from({ length: parallel }, worker));
    return { differences };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { id, cmd, ...options } = JSON.parse(line);
  Promise.resolve()
    .then(() => {
      const command = commands[cmd];
      if (!command) throw new Error(`no command called ${cmd}`);
      return command(options);
    })
    .then(
      (answer) => process.stdout.write(`${JSON.stringify({ id, answer: answer ?? null })}\n`),
      (error) => process.stdout.write(`${JSON.stringify({ id, error: String(error?.stack ?? error) })}\n`),
    );
}
process.exit(0);
