import { expect, it } from 'vitest';
import type { Lease } from '../../sync';
import { obstacleTo } from './obstacle';
import type { Section } from './sections';

it('says why words cannot go back, and lets them when they can', () => {
  const lease: Lease = {
    clientId: 1,
    epoch: 1,
    schema: 1,
    role: 'member',
    canWrite: true,
    person: 'x',
    actor: null,
  };
  const section: Section = {
    id: 'a',
    kind: 'article',
    number: 1,
    title: 'A',
    guidance: '',
    order: 'a',
    mandatory: false,
    policy: 'open',
    policyReason: null,
    policyWriter: null,
    aside: null,
    notApplicable: null,
  };
  const now = { canEdit: true, isPaused: false, lease };
  expect(obstacleTo(section, now)).toBeNull();
  expect(obstacleTo(undefined, now)).toBe('gone');
  expect(obstacleTo({ ...section, aside: 'poi' }, now)).toBe('aside');
  expect(obstacleTo({ ...section, policy: 'locked' }, now)).toBe('closed');
  expect(obstacleTo(section, { ...now, isPaused: true })).toBe('paused');
  expect(obstacleTo(section, { ...now, lease: { ...lease, canWrite: false } })).toBe('reader');
  // Frozen for a moment: not now.
  expect(obstacleTo(section, { ...now, canEdit: false })).toBe('closed');
});
