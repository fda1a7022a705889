import { vi } from 'vitest';

type Route = { status?: number; body: unknown } | ((request: Request) => { status?: number; body: unknown });

/** A server of a few answers, by «METHOD path»; anything else is a 404 problem. Returns what was asked. */
export function fakeServer(routes: Record<string, Route>): Request[] {
  const asked: Request[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    asked.push(request);
    const route = routes[`${request.method} ${new URL(request.url).pathname}`];
    const { status = 200, body } =
      route === undefined
        ? { status: 404, body: { code: 'not-found', status: 404 } }
        : typeof route === 'function'
          ? route(request)
          : route;
    return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
  });
  return asked;
}
