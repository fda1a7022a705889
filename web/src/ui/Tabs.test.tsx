import { fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { Tabs } from './Tabs';

const TABS = [
  { id: 'one', label: 'Uno' },
  { id: 'two', label: 'Due' },
] as const;

function Example() {
  const [selected, select] = useState<'one' | 'two'>('one');
  return (
    <Tabs label="Pannelli" tabs={TABS} selected={selected} onSelect={select}>
      contenuto {selected}
    </Tabs>
  );
}

test('one tab stop; arrows select, move the focus and name the panel', () => {
  render(<Example />);
  const [one, two] = screen.getAllByRole('tab');
  expect([one?.tabIndex, two?.tabIndex]).toEqual([0, -1]);
  fireEvent.keyDown(screen.getByRole('tablist'), { key: 'ArrowRight' });
  expect(document.activeElement).toBe(two);
  expect(screen.getByRole('tabpanel', { name: 'Due' }).textContent).toBe('contenuto two');
});
