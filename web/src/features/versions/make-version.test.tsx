import { QueryClientProvider } from '@tanstack/react-query';
import { fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createQueryClient, queryKeys } from '../../api';
import { startTranslations } from '../../i18n';
import { fakeServer } from '../../test/server';
import { MakeVersionDialog } from './components/MakeVersionDialog';

beforeAll(() => startTranslations('it'));
afterEach(() => vi.unstubAllGlobals());

function open(answer: { status?: number; body: unknown }) {
  const asked = fakeServer({ 'POST /api/v1/documents/d1/versions': answer });
  const onClose = vi.fn();
  const queries = createQueryClient();
  queries.setQueryData(queryKeys.document('d1'), { id: 'd1', versions: 4 });
  render(
    <QueryClientProvider client={queries}>
      <MakeVersionDialog documentId="d1" open onClose={onClose} />
    </QueryClientProvider>,
  );
  const make = (message: string) => {
    fireEvent.change(screen.getByLabelText('Che cosa si è raggiunto'), { target: { value: message } });
    fireEvent.click(screen.getByRole('button', { name: 'Fai la versione' }));
  };
  return { asked, onClose, queries, make };
}

test('a version is made with its message, and the line on the page knows it', async () => {
  const { asked, onClose, queries, make } = open({
    status: 201,
    body: { number: 5, message: 'Dopo', created_at: '2026-01-01T10:00:00Z' },
  });
  make('  Dopo la terza seduta ');
  await vi.waitFor(() => expect(onClose).toHaveBeenCalledOnce());
  expect(await asked[0]?.json()).toEqual({ message: 'Dopo la terza seduta' });
  expect(queries.getQueryData(queryKeys.document('d1'))).toEqual({ id: 'd1', versions: 5 });
});

test('with nothing new that is said kindly, and the dialog stays', async () => {
  const { onClose, make } = open({ status: 409, body: { code: 'nothing-changed', status: 409 } });
  make('Dopo');
  expect(await screen.findByText(/Non è cambiato niente dall'ultima versione/)).toBeDefined();
  expect(screen.queryByRole('alert')).toBeNull();
  expect(onClose).not.toHaveBeenCalled();
});

test('without a message nothing is asked', async () => {
  const { asked, make } = open({ status: 201, body: {} });
  make('   ');
  expect(await screen.findByText(/Scrivi una riga/)).toBeDefined();
  expect(asked).toEqual([]);
});
