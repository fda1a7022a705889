import { render, screen, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { DocumentSheet, Me, Process } from '../api';
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

function me(role: Me['role']): Me {
  return { role, actor: null, process: { slug: 'demo', title: PROCESS.title }, person: 'x' };
}

function open(role: Me['role']) {
  const asked = fakeServer({
    'GET /api/v1/me': { body: me(role) },
    'GET /api/v1/processes/demo': { body: PROCESS },
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
