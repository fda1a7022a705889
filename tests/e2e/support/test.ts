import { type BrowserContextOptions, test as base } from '@playwright/test';
import { Person } from './person.ts';
import { Relay } from './relay.ts';
import { type Role, Server, type ServerOptions } from './server.ts';

export { expect } from '@playwright/test';

export interface EnterOptions extends BrowserContextOptions {
  /** Which of the links of that role; the two members act for different bodies. */
  readonly index?: number;
  /** Where the page comes from, when it is not the server itself: a relay. */
  readonly origin?: string;
}

interface Fixtures {
  /** Somebody in a browser of their own, let in by a link. Everybody leaves with the test. */
  enter: (server: Server, role: Role, options?: EnterOptions) => Promise<Person>;
  /** A misbehaving network in front of a server. */
  relayTo: (server: Server) => Promise<Relay>;
}

export const test = base.extend<Fixtures>({
  enter: async ({ browser, contextOptions }, use) => {
    const people: Person[] = [];
    await use(async (server, role, { index = 0, origin = server.url, ...options } = {}) => {
      const context = await browser.newContext({ ...contextOptions, ...options });
      const person = await Person.enter(context, server, role, index, origin);
      people.push(person);
      return person;
    });
    await Promise.all(people.map((person) => person.context.close()));
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from the pattern.
  relayTo: async ({}, use) => {
    const relays: Relay[] = [];
    await use(async (server) => {
      const relay = await Relay.start(server.port);
      relays.push(relay);
      return relay;
    });
    await Promise.all(relays.map((relay) => relay.stop()));
  },
});

/** A server for the tests of this file. */
export function useServer(options: ServerOptions = {}): { readonly server: Server } {
  let server: Server | null = null;
  test.beforeAll(async () => {
    server = await Server.start(options);
  });
  test.afterAll(async () => {
    await server?.stop();
  });
  return {
    get server() {
      if (!server) throw new Error('the server runs while tests do');
      return server;
    },
  };
}
