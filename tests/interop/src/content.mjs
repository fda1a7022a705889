// Content of a document as plain JSON, and its fingerprint: state vector and delete set.

import * as Y from "yjs";

const base64 = (bytes) => Buffer.from(bytes).toString("base64");

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
}

function node(type) {
  if (type instanceof Y.XmlText) return { text: sorted(type.toDelta()) };
  if (type instanceof Y.XmlElement) {
    return { node: type.nodeName, attributes: sorted(type.getAttributes()), children: type.toArray().map(node) };
  }
  throw new Error(`unexpected ${type?.constructor?.name} in a fragment`);
}

/** Which kind of root stands under a name; `open` documents may hold any. */
function kindOf(name, declared) {
  if (declared?.[name]) return declared[name];
  if (name.startsWith("body:")) return "fragment";
  if (name.startsWith("title:") || name.startsWith("text:")) return "text";
  return "map";
}

export function content(doc, declared) {
  const names = new Set([...doc.share.keys(), ...Object.keys(declared ?? {})]);
  const roots = {};
  for (const name of [...names].sort()) {
    const kind = kindOf(name, declared);
    if (kind === "fragment") roots[name] = doc.getXmlFragment(name).toArray().map(node);
    else if (kind === "text") roots[name] = sorted(doc.getText(name).toDelta());
    else roots[name] = sorted(doc.getMap(name).toJSON());
    // A root that was only looked at is not content.
    const isEmpty = Array.isArray(roots[name]) ? roots[name].length === 0 : Object.keys(roots[name]).length === 0;
    if (isEmpty) delete roots[name];
  }
  return roots;
}

export function fingerprint(doc) {
  return {
    stateVector: base64(Y.encodeStateVector(doc)),
    deleteSet: base64(Y.encodeSnapshot(new Y.Snapshot(Y.createDeleteSetFromStructStore(doc.store), new Map()))),
  };
}

export function dump(doc, declared) {
  return { content: content(doc, declared), ...fingerprint(doc) };
}
