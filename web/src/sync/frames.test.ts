import { expect, it } from 'vitest';
import { readFrame } from './frames';

const hex = (text: string) => Uint8Array.from(text.split(' '), (byte) => Number.parseInt(byte, 16));

it.each([
  ['09', { kind: 'ping' }],
  ['0a', { kind: 'pong' }],
  ['03 64 6f 63 00 00 01 00', { kind: 'step1', address: 'doc' }],
  ['03 64 6f 63 00 01 02 00 00', { kind: 'step2', address: 'doc' }],
  ['03 64 6f 63 00 02 02 00 00', { kind: 'update', address: 'doc' }],
  ['03 64 6f 63 01 01 00', { kind: 'awareness', address: 'doc' }],
  ['03 64 6f 63 08 01', { kind: 'status', address: 'doc', applied: true }],
  ['03 64 6f 63 08 00', { kind: 'status', address: 'doc', applied: false }],
  ['03 64 6f 63 07 00', { kind: 'closed', address: 'doc' }],
  ['05 64 6f 63 00 73 05 00', { kind: 'other', address: 'doc\0s' }],
  ['7f 64', { kind: 'unreadable' }],
])('reads %s', (bytes, frame) => {
  expect(readFrame(hex(bytes))).toEqual(frame);
});
