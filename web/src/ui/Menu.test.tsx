import { fireEvent, render, screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { Menu } from './Menu';

function open() {
  const rename = vi.fn();
  const remove = vi.fn();
  render(
    <Menu
      label="Azioni"
      items={[
        { id: 'rename', label: 'Rinomina', onSelect: rename },
        { id: 'remove', label: 'Metti da parte', onSelect: remove, disabled: true },
      ]}
    />,
  );
  const button = screen.getByRole('button', { name: 'Azioni' });
  fireEvent.keyDown(button, { key: 'ArrowDown' });
  return { button, rename, remove };
}

test('opens on its first item, arrows go round', () => {
  open();
  expect(document.activeElement?.textContent).toBe('Rinomina');
  fireEvent.keyDown(screen.getByRole('menu'), { key: 'ArrowUp' });
  expect(document.activeElement?.textContent).toBe('Metti da parte');
});

test('Esc closes it and gives the focus back', () => {
  const { button } = open();
  fireEvent.keyDown(screen.getByRole('menu'), { key: 'Escape' });
  expect(screen.queryByRole('menu')).toBeNull();
  expect(document.activeElement).toBe(button);
});

test('choosing closes it first, so that what opens next gets the focus', () => {
  const { button, rename } = open();
  rename.mockImplementation(() => expect(document.activeElement).toBe(button));
  fireEvent.click(screen.getByRole('menuitem', { name: 'Rinomina' }));
  expect(rename).toHaveBeenCalledOnce();
  expect(screen.queryByRole('menu')).toBeNull();
});

test('a disabled item can be reached and does nothing', () => {
  const { remove } = open();
  fireEvent.click(screen.getByRole('menuitem', { name: 'Metti da parte' }));
  expect(remove).not.toHaveBeenCalled();
  expect(screen.queryByRole('menu')).not.toBeNull();
});

test('a press elsewhere closes it', () => {
  open();
  fireEvent.pointerDown(document.body);
  expect(screen.queryByRole('menu')).toBeNull();
});
