import { call } from './api.ts';
import type { Server } from './server.ts';
import { StockClient } from './stock-client.ts';

/** Ids of what `fillRegister` puts in. */
export interface FilledRegister {
  readonly hall: string;
  readonly garden: string;
  readonly review: string;
  /** Body of the hall, and its name. */
  readonly actor: { readonly id: string; readonly name: string };
  readonly client: StockClient;
}

interface ProcessFacts {
  readonly register: string | null;
  readonly actors: readonly { readonly id: string; readonly name: string }[];
}

let filled = 0;

/** Two commitments, a milestone and a start, under names that no other test uses. */
export async function fillRegister(server: Server): Promise<FilledRegister> {
  const answer = await call(server, `processes/${server.slug}`);
  const { register, actors } = (await answer.json()) as ProcessFacts;
  const [first, second] = actors;
  if (register === null || !first || !second) throw new Error('the demo has a register and bodies');
  filled += 1;
  const [hall, garden, review] = [`hall-${filled}`, `garden-${filled}`, `review-${filled}`];
  const client = await StockClient.open(server, register);
  await client.set('fields', {
    [`actor/${first.id}/name`]: first.name,
    [`actor/${second.id}/name`]: second.name,
    [`commitment/${hall}/actor`]: first.id,
    [`commitment/${hall}/state`]: 'da_confermare',
    [`commitment/${hall}/from`]: 'M1',
    [`commitment/${hall}/to`]: 'M6',
    [`commitment/${hall}/ally/${second.id}`]: 'confirmed',
    [`commitment/${garden}/actor`]: second.id,
    [`commitment/${garden}/from`]: 'M3',
    [`commitment/${garden}/to`]: 'M9',
    [`resource/sala-${filled}/commitment`]: hall,
    [`resource/sala-${filled}/label`]: 'sala grande',
    [`milestone/${review}/kind`]: 'verifica_collettiva',
    [`milestone/${review}/title`]: `Verifica di primavera ${filled}`,
    [`milestone/${review}/date`]: '2027-04-10',
    'timeline/main/start': '2027-01-01',
  });
  await client.write(`text:commitment/${hall}/what`, `apre la sala il giovedì ${filled}`);
  await client.write(`text:commitment/${garden}/what`, `cura l'orto della scuola ${filled}`);
  return { hall, garden, review, actor: first, client };
}
