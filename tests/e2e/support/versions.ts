import { expect, type Page } from '@playwright/test';
import { call } from './api.ts';
import type { Person } from './person.ts';
import type { Server } from './server.ts';

export interface VersionAnswer {
  readonly number: number;
  readonly reason: string;
  readonly message: string;
  readonly meeting: string | null;
  readonly contributors: readonly { readonly actor: string | null; readonly name: string }[];
  readonly changed_sections: readonly string[];
  readonly content_hash: string;
  readonly chain_hash: string;
  readonly redacted_at: string | null;
}

/** Makes a version of what is saved now; its number. */
export async function makeVersion(server: Server, document: string, message: string): Promise<number> {
  const answer = await call(server, `documents/${document}/versions`, { method: 'POST', body: { message } });
  if (answer.status !== 201) throw new Error(`a version is answered ${answer.status}: ${await answer.text()}`);
  return ((await answer.json()) as { number: number }).number;
}

/** Newest first. */
export async function versionsOf(server: Server, document: string): Promise<readonly VersionAnswer[]> {
  const answer = await call(server, `documents/${document}/versions`);
  if (!answer.ok) throw new Error(`the versions are answered ${answer.status}`);
  return ((await answer.json()) as { versions: VersionAnswer[] }).versions;
}

export function historyOf(person: Person, document: string): string {
  return `${person.addressOf(document)}/versioni`;
}

export function comparisonOf(person: Person, document: string, from: number | 'live', to: number | 'live'): string {
  return `${person.addressOf(document)}/confronto?da=${from}&a=${to}`;
}

/** A long line or a wide table scrolls by itself; the page never does. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const { wide, room } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    room: document.documentElement.clientWidth,
  }));
  expect(wide).toBeLessThanOrEqual(room);
}
