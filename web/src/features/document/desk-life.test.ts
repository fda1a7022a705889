import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { PageLine } from '../../sync';
import { FakeCollab } from '../../test/fake-collab';
import { DeskLife } from './desk-life';

let server: FakeCollab;
let line: PageLine;
let life: DeskLife;

beforeEach(async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  globalThis.indexedDB = new IDBFactory();
  server = new FakeCollab();
  server.doc.getMap('sections').set('a/order', 'a');
  line = new PageLine(1, server.webSocket);
  life = new DeskLife(line, 'doc');
  await vi.waitFor(() => expect(life.desk.connection.view.state.state).toBe('saved'));
});

afterEach(() => {
  life.end();
  line.destroy();
});

const type = (words: string) => {
  const title = life.desk.connection.doc.getText('title:a');
  title.insert(title.length, words);
};

it('puts a fresh desk in the place of one whose words were refused, and not before it is there', async () => {
  const old = life.desk;
  const changes: boolean[] = [];
  life.changed.on(() => changes.push(life.desk.connection.view.isReady));
  server.conduct.refusal = 'locked';
  type('non ora');
  await vi.waitFor(() => expect(old.connection.view.isFrozen).toBe(true));
  expect(old.isOpen('a')).toBe(false);
  await vi.waitFor(() => expect(life.desk).not.toBe(old));
  expect(changes).toEqual([true]);
  // Still readable until the page has drawn the new one.
  expect(old.connection.doc.getText('title:a').toString()).toBe('non ora');
  life.drawn();
  expect(life.desk.connection.doc.getText('title:a').toString()).toBe('');
  expect(life.desk.isOpen('a')).toBe(true);
  expect(life.desk.view.canUndo).toBe(false);
  server.conduct.refusal = null;
  type('adesso');
  await vi.waitFor(() => expect(server.doc.getText('title:a').toString()).toBe('adesso'));
});

it('has the words whatever the line does in between', async () => {
  const old = life.desk;
  server.conduct.refusal = 'locked';
  type('non ora');
  await vi.waitFor(() => expect(old.connection.view.state.state).toBe('rebuilding'));
  server.conduct.isDown = true;
  server.cut();
  await vi.waitFor(() => expect(life.desk.connection.view.rescues).toHaveLength(1));
  expect(life.desk.connection.view.rescues.map(({ text }) => text)).toEqual(['non ora']);
});

it('follows a section that closes while it is open on the desk', async () => {
  expect(life.desk.isOpen('a')).toBe(true);
  server.change((doc) => doc.getMap('sections').set('a/policy', 'locked'));
  await vi.waitFor(() => expect(life.desk.isOpen('a')).toBe(false));
  server.change((doc) => {
    doc.getMap('sections').set('a/policy', 'open');
    doc.getMap('meta').set('paused', '');
  });
  await vi.waitFor(() => expect(life.desk.connection.doc.getMap('meta').get('paused')).toBe(''));
  expect(life.desk.isOpen('a')).toBe(false);
  server.change((doc) => doc.getMap('meta').delete('paused'));
  await vi.waitFor(() => expect(life.desk.isOpen('a')).toBe(true));
});
