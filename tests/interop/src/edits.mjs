// Edits as an editor makes them: blocks with a style attribute, marks, list wraps, tables.

import * as Y from "yjs";

const block = (style, text, attributes) => {
  const element = new Y.XmlElement("block");
  element.setAttribute("style", style);
  const inner = new Y.XmlText();
  if (text) inner.insert(0, text, attributes);
  element.insert(0, [inner]);
  return element;
};

const cell = (name, text) => {
  const element = new Y.XmlElement(name);
  element.insert(0, [block("p", text)]);
  return element;
};

function table(rows) {
  const element = new Y.XmlElement("table");
  element.insert(
    0,
    rows.map((texts, index) => {
      const row = new Y.XmlElement("tableRow");
      row.insert(0, texts.map((text) => cell(index === 0 ? "tableHeader" : "tableCell", text)));
      return row;
    }),
  );
  return element;
}

/** A copy of a block's words, with their marks: editors re-create what they wrap. */
function copyOf(element) {
  const copy = new Y.XmlElement("block");
  for (const [key, value] of Object.entries(element.getAttributes())) copy.setAttribute(key, value);
  copy.insert(
    0,
    element.toArray().map((child) => {
      const text = new Y.XmlText();
      if (child instanceof Y.XmlText) text.applyDelta(child.toDelta());
      return text;
    }),
  );
  return copy;
}

function wrapped(element, list) {
  const outer = new Y.XmlElement(list);
  const item = new Y.XmlElement("listItem");
  item.insert(0, [copyOf(element)]);
  outer.insert(0, [item]);
  return outer;
}

/** The place at or before `index` that does not cut a surrogate pair. */
export function safe(text, index) {
  const before = text.charCodeAt(index - 1);
  return index > 0 && before >= 0xd800 && before < 0xdc00 ? index - 1 : index;
}

/** The characters of a text as offsets see them: embeds count one. */
export const plain = (text) =>
  text
    .toDelta()
    .map((part) => (typeof part.insert === "string" ? part.insert : "\ufffc"))
    .join("");

/** Every text of a fragment, in order. */
export function textsOf(fragment) {
  const found = [];
  const waiting = [...fragment.toArray()].reverse();
  while (waiting.length > 0) {
    const type = waiting.pop();
    if (type instanceof Y.XmlText) found.push(type);
    else waiting.push(...type.toArray().reverse());
  }
  return found;
}

/** One edit of a script: `{ op, root, … }`. */
export function apply(doc, edit) {
  const fragment = () => doc.getXmlFragment(edit.root);
  const text = () => textsOf(fragment())[edit.text ?? 0];
  switch (edit.op) {
    case "text":
      return doc.getText(edit.root).insert(Math.min(edit.index ?? Infinity, doc.getText(edit.root).length), edit.insert);
    case "textDelete":
      return doc.getText(edit.root).delete(edit.index, edit.length);
    case "set":
      return doc.getMap(edit.root).set(edit.key, edit.value);
    case "block":
      return fragment().insert(Math.min(edit.at ?? Infinity, fragment().length), [block(edit.style ?? "p", edit.insert ?? "", edit.marks)]);
    case "table":
      return fragment().insert(Math.min(edit.at ?? Infinity, fragment().length), [table(edit.rows)]);
    case "type":
      return text().insert(Math.min(edit.index ?? Infinity, text().length), edit.insert, edit.marks ?? {});
    case "format":
      return text().format(edit.index, edit.length, edit.marks);
    case "style":
      return fragment().get(edit.at).setAttribute("style", edit.style);
    case "wrap": {
      const list = wrapped(fragment().get(edit.at), edit.list ?? "bulletList");
      fragment().delete(edit.at, 1);
      return fragment().insert(edit.at, [list]);
    }
    case "delete":
      return fragment().delete(edit.at, edit.length ?? 1);
    default:
      throw new Error(`no edit called ${edit.op}`);
  }
}

export { block, table, wrapped };
