import { call } from './api.ts';
import { registerOf, sheetOf } from './register.ts';
import type { Server } from './server.ts';
import { StockClient } from './stock-client.ts';

/** Ids of what `fillRegister` puts in, and who may go on changing it. */
export interface FilledRegister {
  readonly hall: string;
  readonly garden: string;
  readonly review: string;
  /** Body of the hall. */
  readonly actor: { readonly id: string; readonly name: string };
  readonly client: StockClient;
}

/** Two commitments, a milestone and a start, as another Yjs client would write them. */
export async function fillRegister(server: Server): Promise<FilledRegister> {
  const answer = await call(server, `processes/${server.slug}`);
  const { actors } = (await answer.json()) as { actors: readonly { readonly id: string; readonly name: string }[] };
  const [first, second] = actors;
  if (!first || !second) throw new Error('the demo has bodies');
  const [hall, garden, review] = ['hall', 'garden', 'review'];
  const client = await StockClient.open(server, await registerOf(server));
  client.together(() => {
    for (const [key, value] of Object.entries({
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
      [`resource/big-hall/commitment`]: hall,
      [`resource/big-hall/label`]: 'sala grande',
      [`milestone/${review}/kind`]: 'verifica_collettiva',
      [`milestone/${review}/title`]: 'Verifica di primavera',
      [`milestone/${review}/date`]: '2027-04-10',
      'timeline/main/start': '2027-01-01',
    })) {
      client.set(key, value);
    }
    client.write(`commitment/${hall}/what`, 'prova la sala del mercoledì');
    client.write(`commitment/${garden}/what`, 'prova gli innesti dei susini');
  });
  for (let tries = 0; tries < 50; tries += 1) {
    const { commitments } = await sheetOf(server);
    if (commitments.some(({ id }) => id === garden)) return { hall, garden, review, actor: first, client };
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error('the server does not know what was written');
}
