import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { Combobox } from './Combobox';

afterEach(cleanup);

const OPTIONS = [
  { id: 'a', label: 'apre la sala', hint: 'Parrocchia' },
  { id: 'b', label: 'cura l’orto', hint: 'Il Mulino' },
  { id: 'new', label: 'Nuovo…', isAlways: true },
];

function open() {
  const chosen: [string, string][] = [];
  render(
    <Combobox
      label="Quale"
      options={OPTIONS}
      noneText="Niente"
      countText={(count) => `${count} voci`}
      onChoose={(id, typed) => chosen.push([id, typed])}
    />,
  );
  return { chosen, field: screen.getByRole('combobox', { name: 'Quale' }) };
}

const active = (field: HTMLElement) =>
  document.getElementById(field.getAttribute('aria-activedescendant') ?? '')?.textContent;

test('typing filters by label and hint, and the last line stays', () => {
  const { field } = open();
  fireEvent.change(field, { target: { value: 'mulino' } });
  expect(screen.getAllByRole('option').map((option) => option.textContent)).toEqual(['cura l’ortoIl Mulino', 'Nuovo…']);
  fireEvent.change(field, { target: { value: 'zzz' } });
  expect(screen.getByText('Niente')).toBeDefined();
  expect(screen.getAllByRole('option')).toHaveLength(1);
});

test('arrows choose and Enter takes, with what was typed', () => {
  const { field, chosen } = open();
  expect(active(field)).toBe('apre la salaParrocchia');
  fireEvent.keyDown(field, { key: 'ArrowUp' });
  expect(active(field)).toBe('Nuovo…');
  fireEvent.change(field, { target: { value: 'orto' } });
  expect(active(field)).toBe('cura l’ortoIl Mulino');
  fireEvent.keyDown(field, { key: 'ArrowDown' });
  fireEvent.keyDown(field, { key: 'Enter' });
  expect(chosen).toEqual([['new', 'orto']]);
});
