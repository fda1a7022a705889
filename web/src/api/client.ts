import createClient, { type Middleware } from 'openapi-fetch';
import { currentLanguage } from '../i18n';
import { ApiProblem } from './problem';
import type { paths } from './types';

/** A request without an answer is given up after this; queries try again by themselves. */
const REQUEST_TIMEOUT_MS = 15_000;

const withLanguage: Middleware = {
  onRequest({ request }) {
    request.headers.set('Accept-Language', currentLanguage());
    return request;
  },
};

/** `/api/v1`, typed; the session cookie goes along by itself. Calls go through `answer`. */
export const api = createClient<paths>({
  baseUrl: typeof location === 'undefined' ? undefined : location.origin,
  credentials: 'same-origin',
  fetch: (request) => fetch(request, { signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) }),
});
api.use(withLanguage);

interface Outcome<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/** The body of a good answer; anything else is thrown as an `ApiProblem`. */
export async function answer<Data>(call: Promise<Outcome<Data>>): Promise<Data> {
  let outcome: Outcome<Data>;
  try {
    outcome = await call;
  } catch (cause) {
    throw ApiProblem.offline(cause);
  }
  if (outcome.data !== undefined) return outcome.data;
  throw ApiProblem.fromBody(outcome.response.status, outcome.error);
}
