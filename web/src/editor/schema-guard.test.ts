import { expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { isBlank } from './fragment';
import { guardFragment, unknownNames } from './schema-guard';
import { renderStatic } from './static-text';

function html(fragment: Y.XmlFragment): string {
  const box = document.createElement('div');
  box.append(renderStatic(fragment));
  return box.innerHTML;
}

function withBlock(doc: Y.Doc, name = 'block', marks: Record<string, unknown> = {}): Y.XmlFragment {
  const fragment = doc.getXmlFragment('body:a');
  const block = new Y.XmlElement(name);
  const text = new Y.XmlText();
  text.insert(0, 'parole', marks);
  block.insert(0, [text]);
  fragment.insert(fragment.length, [block]);
  return fragment;
}

it('names what this page does not know', () => {
  const doc = new Y.Doc();
  const fragment = withBlock(doc, 'block', { bold: {}, 'comment--AAAAAAAA': { thread: 't' } });
  expect(unknownNames(fragment)).toEqual([]);
  withBlock(doc, 'poll', { glow: {} });
  expect(unknownNames(fragment).sort()).toEqual(['glow', 'poll']);
});

it('is told of unknown names before anybody else sees the change', () => {
  const [here, there] = [new Y.Doc(), new Y.Doc()];
  const fragment = here.getXmlFragment('body:a');
  const order: string[] = [];
  fragment.observeDeep(() => order.push('binding'));
  const onUnknown = vi.fn(() => order.push('guard'));
  const stop = guardFragment(fragment, onUnknown);
  withBlock(there);
  Y.applyUpdate(here, Y.encodeStateAsUpdate(there));
  expect(onUnknown).not.toHaveBeenCalled();
  withBlock(there, 'poll');
  Y.applyUpdate(here, Y.encodeStateAsUpdate(there));
  expect(order).toEqual(['binding', 'guard', 'binding']);
  stop();
});

it('shows the words of what it does not know, and changes nothing', () => {
  const doc = new Y.Doc();
  const fragment = withBlock(doc, 'poll', { bold: {}, link: { href: 'javascript:alert(1)' } });
  const before = Y.encodeStateAsUpdate(doc);
  expect(html(fragment)).toBe('<div class="text-unknown"><strong>parole</strong></div>');
  expect(Y.encodeStateAsUpdate(doc)).toEqual(before);
});

it('calls a section empty when nothing in it can be read', () => {
  const doc = new Y.Doc();
  const fragment = doc.getXmlFragment('body:a');
  expect(isBlank(fragment)).toBe(true);
  fragment.insert(0, [new Y.XmlElement('block')]);
  expect(isBlank(fragment)).toBe(true);
  fragment.insert(0, [new Y.XmlElement('commitmentCard')]);
  expect(isBlank(fragment)).toBe(false);
});
