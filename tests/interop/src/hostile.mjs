// What does stock Yjs make of given bytes? Each case is a list of updates for a fresh document; the answer is what
// it holds then, or where and how Yjs threw. And the corpus of hostile updates, read from the same file as in Rust.

import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import * as Y from "yjs";
import { fingerprint } from "./content.mjs";

const CORPUS = new URL("../../fixtures/hostile/corpus.json", import.meta.url);

const bits = new DataView(new ArrayBuffer(8));

/** A plain value so that two languages can compare it: what JSON lacks or writes in several ways gets a letter. */
function plain(value) {
  if (value === undefined) return "u";
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "string") return `s${value.toWellFormed()}`;
  if (typeof value === "bigint") return `i${value}`;
  if (typeof value === "number") {
    // Minus zero and zero are one value to every reader, and so are all the NaN.
    bits.setFloat64(0, value === 0 ? 0 : value);
    return Number.isNaN(value) ? "nNaN" : `n${bits.getBigUint64(0).toString(16).padStart(16, "0")}`;
  }
  if (value instanceof Uint8Array) return `b${Buffer.from(value).toString("hex")}`;
  if (Array.isArray(value)) return value.map(plain);
  return record(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

/** An object without a prototype, so that any key is only a key. */
function record(entries) {
  const made = Object.create(null);
  for (const [key, value] of entries) made[key.toWellFormed()] = value;
  return made;
}

/** A type as its items are, whatever somebody would take it for: words and marks, values in order, entries. */
function shape(type, path, seen) {
  const delta = Y.Text.prototype.toDelta.call(type).map(({ insert, attributes }) => ({
    insert: insert instanceof Y.AbstractType ? "type" : plain(insert),
    marks: plain(attributes ?? {}),
  }));
  const within = (value, step) => (value instanceof Y.AbstractType ? shape(value, [...path, step], seen) : plain(value));
  const values = [];
  // Words among values have no common reading: JavaScript counts halves of characters.
  const hasWords = delta.some(({ insert }) => typeof insert === "string" && insert.startsWith("s"));
  for (let item = hasWords ? null : type._start; item !== null; item = item.right) {
    if (item.deleted || !item.countable) continue;
    for (const value of item.content.getContent()) values.push(within(value, `${values.length}`));
  }
  const entries = [...type._map]
    .filter(([, item]) => !item.deleted)
    .map(([key, item]) => [key, within(item.content.getContent()[item.length - 1], `@${key}`)]);
  const isSeen = path.length > 1 || delta.length + values.length + entries.length > 0;
  if (isSeen) seen.push([path.join("/"), { delta, values, entries: record(entries) }]);
  return `${type.constructor.name} ${type instanceof Y.XmlElement ? type.nodeName : ""}`;
}

/** Everything in a document that can be seen, type by type under its path; roots with nothing in them are not there. */
function everything(doc) {
  const seen = [];
  for (const [name, type] of doc.share) shape(type, [name], seen);
  return record(seen);
}

const isPending = ({ store }) => store.pendingStructs !== null || store.pendingDs !== null;

function holding(updates, says) {
  const doc = new Y.Doc();
  // After an edit from elsewhere a browser tidies up marks that do nothing, which is an edit of its own that it then
  // sends. This one only listens.
  doc.on("beforeObserverCalls", (transaction) => {
    transaction.local = true;
  });
  for (const [index, update] of updates.entries()) {
    says.at = index;
    Y.applyUpdate(doc, update);
  }
  return doc;
}

/** What a document holds after these updates, and whether a newcomer sees the same. */
function integrated(updates) {
  const says = { at: 0 };
  try {
    const doc = holding(updates.map((update) => Buffer.from(update, "hex")), says);
    says.at = "reading";
    const content = everything(doc);
    const print = fingerprint(doc);
    says.at = "a newcomer";
    const newcomer = holding([Y.encodeStateAsUpdate(doc)], says);
    const isSame = isDeepStrictEqual([everything(newcomer), fingerprint(newcomer)], [content, print]);
    return { content, ...print, pending: isPending(doc), same: isPending(doc) || isSame };
  } catch (error) {
    return { threw: String(error), at: says.at };
  }
}

/** The answers to many cases; of a state vector and delete set the bytes, as base64. */
export const integrate = (cases) => cases.map(integrated);

const varUint = (n) => (n < 128 ? [n] : [(n & 127) | 128, ...varUint(n >>> 7)]);
const hex = (text) => Buffer.from(text.replaceAll(" ", ""), "hex");

function bytes(parts) {
  const pieces = [parts].flat().map((part) => {
    if (typeof part === "string") return hex(part);
    const counter = (n) => Buffer.from(varUint(n)).toString("hex");
    const copies = Array.from({ length: part.times }, (_, k) => part.repeat.replace("{n}", counter((part.from ?? 0) + k)));
    return hex(copies.join(""));
  });
  return Buffer.concat(pieces);
}

/** What each row of the corpus does to a stock document: it `throws`, `waits` for something, or `takes` it. */
export function corpus() {
  return JSON.parse(readFileSync(CORPUS, "utf8")).rows.map(({ name, before = [], bytes: hostile }) => {
    const doc = holding(before.map(bytes), {});
    const update = bytes(hostile);
    let yjs = "throws";
    try {
      Y.applyUpdate(doc, update);
      yjs = isPending(doc) ? "waits" : "takes";
    } catch {}
    return { name, hex: update.toString("hex"), yjs };
  });
}
