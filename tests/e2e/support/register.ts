import type { Page } from '@playwright/test';
import { call } from './api.ts';
import type { Server } from './server.ts';
import { StockClient } from './stock-client.ts';

/** The register's document. */
export async function registerOf(server: Server): Promise<string> {
  const answer = await call(server, `processes/${server.slug}`);
  const { register } = (await answer.json()) as { register: string };
  return register;
}

export interface SheetAnswer {
  readonly actors: readonly { readonly id: string; readonly name: string }[];
  readonly commitments: readonly {
    readonly id: string;
    readonly what: string;
    readonly actor: string | null;
    readonly from: string | null;
    readonly to: string | null;
    readonly state: string;
  }[];
  readonly conflicts: readonly { readonly key: string; readonly values: readonly { readonly value: unknown }[] }[];
}

/** The register as the server reads it. */
export async function sheetOf(server: Server): Promise<SheetAnswer> {
  const answer = await call(server, `processes/${server.slug}/register`);
  if (!answer.ok) throw new Error(`the register is answered ${answer.status}`);
  return (await answer.json()) as SheetAnswer;
}

export interface PlannedCard {
  readonly id: string;
  readonly what: string;
  readonly actor: string;
  readonly from?: string;
  readonly to?: string;
  readonly state?: string;
  readonly action?: string;
}

/** Cards as another Yjs client would make them. */
export async function addCards(server: Server, cards: readonly PlannedCard[]): Promise<void> {
  const client = await StockClient.open(server, await registerOf(server));
  client.together(() => {
    for (const [at, { id, what, ...fields }] of cards.entries()) {
      client.set(`commitment/${id}/order`, `81${at.toString(16).padStart(4, '0')}80`);
      for (const [field, value] of Object.entries(fields)) client.set(`commitment/${id}/${field}`, value);
      client.write(`commitment/${id}/what`, what);
    }
  });
  await until(async () => {
    const known = new Set((await sheetOf(server)).commitments.map(({ id }) => id));
    return cards.every(({ id }) => known.has(id));
  });
  client.close();
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 50; tries += 1) {
    if (await isSo()) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error('the server does not know what was written');
}

/** Opens a view of the register and waits until it is there. */
export async function openRegister(page: Page, home: string, view = ''): Promise<void> {
  await page.goto(`${home}/registro${view}`);
  await page.getByRole('navigation', { name: 'Viste del registro' }).waitFor();
}
