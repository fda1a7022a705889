import { expect, it } from 'vitest';
import type { ServerRescue } from '../../api';
import type { Rescue } from '../../sync';
import { joinLostTexts, whyOf } from './lost-texts';

const server: ServerRescue = {
  id: 's1',
  at: '2026-03-01T10:00:00Z',
  reason: 'locked',
  actor: 'Il Mulino',
  mine: true,
  parts: [{ section: 'a', text: 'prima' }],
};

const local: Rescue = {
  key: 'doc/1',
  document: 'doc',
  at: Date.parse('2026-03-01T10:00:01Z'),
  reason: 'refused',
  text: 'prima e dopo',
  parts: [{ section: 'a', text: 'prima e dopo' }],
  code: 'locked',
  serverIds: ['s1', 's2'],
};

it('shows once what server and device both keep, with all the words and the body’s name', () => {
  expect(joinLostTexts([server, { ...server, id: 's2', parts: [] }], [local])).toEqual([
    {
      key: 'doc/1',
      at: local.at,
      code: 'locked',
      actor: 'Il Mulino',
      isMine: true,
      parts: [{ section: 'a', text: 'prima e dopo' }],
      serverIds: ['s1', 's2'],
      localKey: 'doc/1',
    },
  ]);
});

it('lists the newest first, those of others and those of a crash too', () => {
  const other: ServerRescue = { ...server, id: 's9', at: '2026-03-02T10:00:00Z', mine: false, actor: null };
  const left: Rescue = { ...local, key: 'doc/2', at: 0, reason: 'other_person', code: null, serverIds: [] };
  const list = joinLostTexts([other], [left, local]);
  expect(list.map(({ key, code, isMine }) => [key, code, isMine])).toEqual([
    ['s9', 'locked', false],
    ['doc/1', 'locked', true],
    ['doc/2', 'other_person', false],
  ]);
});

it('takes the words from the server when this device has none of them', () => {
  expect(joinLostTexts([server], [{ ...local, parts: [], text: '' }])[0]?.parts).toEqual(server.parts);
});

it('has a sentence for a code it does not know', () => {
  expect(whyOf('paused')).toBe('paused');
  expect(whyOf('something_new')).toBe('invalid');
});
