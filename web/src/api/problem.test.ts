import { beforeAll, expect, test } from 'vitest';
import { startTranslations, t } from '../i18n';
import { answer } from './client';
import { ApiProblem, fieldProblem, problemMessage } from './problem';

beforeAll(() => startTranslations('it'));

test('reads the code and the words of a problem', () => {
  const body = {
    type: 'urn:pact:problem:not-signed-in',
    title: 'Non sei dentro',
    detail: 'Apri il collegamento.',
    status: 401,
  };
  const problem = ApiProblem.fromBody(401, body);
  expect(problem.code).toBe('not-signed-in');
  expect(problemMessage(problem, t)).toBe('Apri il collegamento.');
});

test('says which value cannot be used', () => {
  const problem = ApiProblem.fromBody(422, {
    code: 'invalid-values',
    errors: [{ pointer: '/title', detail: 'Il titolo è vuoto.' }, 'nonsense'],
  });
  expect(fieldProblem(problem, '/title')).toBe('Il titolo è vuoto.');
  expect(fieldProblem(problem, '/kind')).toBeNull();
});

test('answers of a proxy still give a sentence', () => {
  const problem = ApiProblem.fromBody(404, '<html>nginx</html>');
  expect(problem.code).toBe('http-404');
  expect(problemMessage(problem, t)).toContain('non è visibile con questo collegamento');
});

test('details of a broken server are not shown to people', () => {
  const problem = ApiProblem.fromBody(500, { code: 'internal', detail: 'sqlx: pool timed out' });
  expect(problemMessage(problem, t)).not.toContain('sqlx');
});

test('no answer at all is said as such', () => {
  expect(problemMessage(ApiProblem.offline(new TypeError('Failed to fetch')), t)).toContain(
    'Non riesco a raggiungere il server',
  );
});

test('a failed call is thrown as a problem, a good one gives its body', async () => {
  const bad = Promise.resolve({ error: { code: 'forbidden' }, response: new Response(null, { status: 403 }) });
  await expect(answer(bad)).rejects.toMatchObject({ status: 403, code: 'forbidden' });
  await expect(answer(Promise.reject(new TypeError('net')))).rejects.toMatchObject({ status: 0, code: 'offline' });
  await expect(answer(Promise.resolve({ data: { id: 'x' }, response: new Response() }))).resolves.toEqual({ id: 'x' });
});
