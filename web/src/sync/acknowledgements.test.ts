import { describe, expect, it } from 'vitest';
import { Acknowledgements } from './acknowledgements';

const bytes = new Uint8Array();

/** A list whose handshake is complete, as after entering a document. */
function joined(): Acknowledgements {
  const list = new Acknowledgements();
  list.step1Sent();
  list.step2Sent(0);
  list.answered(true);
  return list;
}

function typed(list: Acknowledgements): boolean {
  list.add(bytes, 0);
  return list.updateSent(0);
}

describe('the list of unacknowledged changes', () => {
  it('settles each change by its own answer, in order', () => {
    const list = joined();
    typed(list);
    typed(list);
    expect(list.answered(true).map((update) => update.id)).toEqual([1]);
    expect(list.pending).toBe(1);
    list.answered(true);
    expect(list.pending).toBe(0);
  });

  it('lets the Step2 of the handshake stand for everything before it', () => {
    const list = new Acknowledgements();
    list.step1Sent();
    expect(typed(list)).toBe(false);
    expect(typed(list)).toBe(false);
    list.step2Sent(0);
    expect(typed(list)).toBe(true);
    list.answered(true);
    expect(list.updates.map((update) => update.id)).toEqual([3]);
  });

  it('does not count a Step2 the server asked for on its own account', () => {
    const list = joined();
    typed(list);
    list.step2Sent(0);
    list.answered(true);
    expect(list.pending).toBe(0);
    expect(list.waitingSince).toBeNull();
  });

  it('keeps the changes when the line goes, and trusts no answer of the old one', () => {
    const list = joined();
    typed(list);
    list.lineLost();
    expect(list.answered(true)).toEqual([]);
    expect(list.pending).toBe(1);
    list.step1Sent();
    list.step2Sent(0);
    list.answered(true);
    expect(list.pending).toBe(0);
  });

  it('keeps what was refused, also when what came after it was taken', () => {
    const list = joined();
    typed(list);
    typed(list);
    list.answered(false);
    list.answered(true);
    expect(list.updates.map((update) => update.id)).toEqual([1]);
  });

  it('knows how long the oldest frame has been waiting', () => {
    const list = joined();
    list.add(bytes, 0);
    list.updateSent(700);
    expect(list.waitingSince).toBe(700);
  });
});
