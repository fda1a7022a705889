import { expect, it } from 'vitest';
import type { Authorship } from '../../api';
import { authorsIn, unknownClients } from './bodies';

const authorship: Authorship = {
  writers: {
    '11': { kind: 'actor', actor: 'p' },
    '12': { kind: 'actor', actor: 'p' },
    '21': { kind: 'actor', actor: 's' },
    '31': { kind: 'coordination' },
    '41': { kind: 'server' },
    '51': { kind: 'actor', actor: 'gone' },
  },
  actors: {
    p: { name: 'Parrocchia San Michele', color: '#0b5cad' },
    s: { name: 'Polisportiva Sanpolese', color: '#7a3e00' },
  },
};

it('knows a body by each of its client ids, and tells two with the same letters apart', () => {
  const authorOf = authorsIn(authorship, 'Coordinamento');
  expect(authorOf(11)).toBe(authorOf(12));
  expect([11, 21, 31].map((client) => authorOf(client)?.sign)).toEqual(['PS', 'PS2', 'C']);
  expect(authorOf(31)?.name).toBe('Coordinamento');
});

it('shows nobody for what the server wrote, and for who is not known', () => {
  const authorOf = authorsIn(authorship, 'Coordinamento');
  expect([41, 51, 99].map(authorOf)).toEqual([null, null, null]);
});

it('asks again for client ids the answer does not have', () => {
  expect(unknownClients([11, 41, 99], authorship)).toEqual([99]);
});
