import type { Authorship } from '../../api';
import type { Author, AuthorOf } from '../../editor';
import { initials } from '../../ui/initials';

/** The coordination writes for no body: a colour no body has. */
const COORDINATION_COLOR = '#33414e';
const COORDINATION = 'coordination';

/** Who writes under which client id, as the text shows them. What the server wrote itself has no author. */
export function authorsIn({ writers, actors }: Authorship, coordination: string): AuthorOf {
  const shown = new Map<string, Author>();
  const taken = new Set<string>();
  const show = (key: string, name: string, color: string) => {
    if (shown.has(key)) return;
    const sign = freeSign(initials(name), taken);
    taken.add(sign);
    shown.set(key, { key, name, sign, color });
  };
  for (const [id, { name, color }] of Object.entries(actors)) show(id, name, color);
  show(COORDINATION, coordination, COORDINATION_COLOR);
  const byClient = new Map(
    Object.entries(writers).map(([client, writer]) => {
      const key = writer.kind === 'actor' ? writer.actor : writer.kind;
      return [Number(client), shown.get(key) ?? null] as const;
    }),
  );
  return (client) => byClient.get(client) ?? null;
}

/** Two bodies with the same letters are told apart by a number. */
function freeSign(letters: string, taken: ReadonlySet<string>): string {
  if (!taken.has(letters)) return letters;
  let number = 2;
  while (taken.has(`${letters}${number}`)) number += 1;
  return `${letters}${number}`;
}

/** Client ids in a document that an answer does not know. */
export function unknownClients(clients: Iterable<number>, { writers }: Pick<Authorship, 'writers'>): number[] {
  return [...clients].filter((client) => writers[String(client)] === undefined);
}
