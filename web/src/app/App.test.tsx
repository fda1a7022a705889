import { fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { DocumentSheet, Me, Meeting, Process, ProcessChanges } from '../api';
import { startTranslations, switchLanguage } from '../i18n';
import { fakeServer } from '../test/server';
import { App } from './App';

const SHEET: DocumentSheet = {
  id: 'd1',
  kind: 'patto_collaborazione',
  title: 'Patto del quartiere',
  reference: null,
  versions: 2,
  published: null,
  present: [{ name: 'Parrocchia San Michele', color: '#0b5cad', count: 2 }],
  sections_count: 21,
};

const PROCESS: Process = {
  id: 'x1',
  slug: 'demo',
  title: 'Opificio di comunità',
  subtitle: null,
  reference: null,
  promoter: null,
  decider: null,
  law: null,
  phases: [{ id: 'p1', title: 'Avvio', goal: null, key_question: null, position: 1 }],
  meetings: [],
  deliverables: [],
  actors: [],
  register: 'r1',
  documents: [SHEET, { ...SHEET, id: 'r1', kind: 'register', title: 'Registro', present: [] }],
};

const MEETING: Meeting = {
  id: 'm1',
  phase: 'p1',
  position: 1,
  kind: 'table_session',
  title: 'Prima seduta',
  date: '2099-11-20',
  starts: '17:30',
  ends: '19:00',
  mode: 'in_person',
  participants: [],
  focus: null,
  objectives: [],
  questions: [],
  parts: [],
};

function me(role: Me['role']): Me {
  return { role, actor: null, process: { slug: 'demo', title: PROCESS.title }, person: 'x' };
}

function open(role: Me['role'], process = PROCESS, changes: ProcessChanges | null = null) {
  const asked = fakeServer({
    'GET /api/v1/me': { body: me(role) },
    'GET /api/v1/processes/demo': { body: process },
    ...(changes && { 'GET /api/v1/processes/demo/changes': { body: changes } }),
    'PATCH /api/v1/processes/demo/meetings/m1': { body: { id: 'm1', open: true, at: '2099-11-20T16:30:00Z' } },
  });
  render(<App />);
  return asked;
}

beforeAll(() => startTranslations('it'));
beforeEach(() => history.replaceState(null, '', '/t/demo'));
afterEach(() => vi.unstubAllGlobals());

test('who is not signed in is told how to come in', async () => {
  fakeServer({ 'GET /api/v1/me': { status: 401, body: { code: 'not-signed-in', status: 401 } } });
  render(<App />);
  expect(await screen.findByRole('heading', { level: 1 })).toHaveProperty(
    'textContent',
    'Per entrare serve il collegamento del percorso',
  );
});

test('the home lists the texts with who is inside, and not the register', async () => {
  open('member');
  const documents = await screen.findByRole('region', { name: 'Documenti' });
  const links = within(documents).getAllByRole('link');
  expect(links.map((link) => [link.textContent, link.getAttribute('href')])).toEqual([
    ['Patto del quartiere', '/t/demo/d/d1'],
    ['vedi altre versioni · Patto del quartiere', '/t/demo/d/d1/versioni'],
  ]);
  expect(within(documents).getByText('Parrocchia San Michele, 2 persone')).toBeDefined();
  expect(within(documents).getByText('Versione 2 (di 2)')).toBeDefined();
});

test('only the coordination is offered a new document', async () => {
  open('member');
  await screen.findByRole('region', { name: 'Documenti' });
  expect(screen.queryByRole('button', { name: 'Nuovo documento' })).toBeNull();
});

test('the coordination is offered a new document', async () => {
  open('coordinator');
  expect(await screen.findByRole('button', { name: 'Nuovo documento' })).toBeDefined();
});

test('who may not write is invited to read', async () => {
  open('community');
  expect(await screen.findByRole('link', { name: 'Leggi il testo' })).toBeDefined();
});

test('the page changes language as a whole, and the server is asked in it', async () => {
  const asked = open('member');
  await screen.findByRole('region', { name: 'Documenti' });
  await switchLanguage('en');
  expect(await screen.findByRole('region', { name: 'Documents' })).toBeDefined();
  expect(document.documentElement.lang).toBe('en');
  expect(asked[0]?.headers.get('Accept-Language')).toBe('it');
  await switchLanguage('it');
});

test('an address without a page says so', async () => {
  history.replaceState(null, '', '/t/demo/altro/ancora');
  fakeServer({});
  render(<App />);
  expect(await screen.findByRole('link', { name: 'Torna al percorso' })).toHaveProperty('pathname', '/t/demo');
});

const CHANGES: ProcessChanges = {
  since: '2025-11-20T10:00:00Z',
  documents: [
    { document: 'd1', title: 'Patto del quartiere', version: 3, changes: 4, sections: [{ id: 'a', title: 'Oggetto' }] },
  ],
  commitments: [{ id: 'c', actor: 'Parrocchia', what: 'apre', kind: 'new' }],
  decisions: [],
  naming_me: [],
  waiting: [],
};

test('who comes back reads what changed in a few lines, each a way to it', async () => {
  const asked = open('member', PROCESS, CHANGES);
  const news = await screen.findByRole('region', { name: "Dall'ultima volta" });
  expect(within(news).getAllByRole('listitem')[0]?.textContent).toBe('Patto del quartiere 1 sezione cambiata: Oggetto');
  expect(within(news).getAllByRole('listitem')[1]?.textContent).toBe('Impegni: 1 nuovo');
  expect(within(news).getByText('Che cosa è cambiato dal 20 novembre 2025')).toBeDefined();
  expect(
    within(news)
      .getAllByRole('link')
      .map((link) => link.getAttribute('href')),
  ).toEqual(['/t/demo/d/d1/confronto?da=3&a=live', '/t/demo/registro/tabella', '/t/demo/novita?dal=visita']);
  // Asking is a visit: one page asks once.
  expect(asked.filter(({ url }) => url.endsWith('/changes?since=visit'))).toHaveLength(1);
});

test('when nothing changed that is said too, and at the first visit nothing is', async () => {
  const none = { ...CHANGES, documents: [], commitments: [] };
  open('member', PROCESS, none);
  expect(await screen.findByText('Dal 20 novembre 2025 non è cambiato niente: sei già al passo.')).toBeDefined();
});

test('at the first visit everything is new: nothing is listed', async () => {
  const asked = open('member', PROCESS, { ...CHANGES, since: null });
  await waitFor(() => expect(asked.some(({ url }) => url.includes('/changes'))).toBe(true));
  await screen.findByRole('region', { name: 'Documenti' });
  expect(screen.queryByRole('region', { name: "Dall'ultima volta" })).toBeNull();
});

test('the coordination opens a meeting, and is told what that does', async () => {
  const asked = open('coordinator', { ...PROCESS, meetings: [MEETING] });
  fireEvent.click(await screen.findByRole('button', { name: "Apri l'incontro" }));
  await waitFor(() => expect(asked.some(({ method }) => method === 'PATCH')).toBe(true));
  expect(screen.getByText(/All'apertura si fa una versione di ogni documento cambiato/)).toBeDefined();
});

test('the coordination closes the meeting that is open', async () => {
  open('coordinator', { ...PROCESS, meetings: [{ ...MEETING, opened_at: '2025-10-01T15:30:00Z', closed_at: null }] });
  expect(await screen.findByRole('button', { name: "Chiudi l'incontro" })).toBeDefined();
  expect(screen.getByText(/^Aperto alle 17\.30\./)).toBeDefined();
});

test('nobody else opens meetings; from a past one everybody goes to what changed since', async () => {
  const past = { ...MEETING, id: 'm0', title: 'Avvio', date: '2025-10-01' };
  open('member', { ...PROCESS, meetings: [past, MEETING] });
  const link = await screen.findByRole('link', { name: /^Che cosa è cambiato da questo incontro.*Avvio$/ });
  expect(link.getAttribute('href')).toBe('/t/demo/novita?dal=incontro:m0');
  expect(screen.queryByRole('button', { name: "Apri l'incontro" })).toBeNull();
});
