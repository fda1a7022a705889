import type { BrowserContext, Page } from '@playwright/test';
import { DocumentPage } from './document-page.ts';
import type { Role, Server } from './server.ts';

/** One person in one browser. */
export class Person {
  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    readonly server: Server,
    readonly origin: string,
    /** The body's name, as the others see it; null for roles without one. */
    readonly actor: string | null,
  ) {}

  /** Through the link's door, without looking at its page: that is `entry.spec.ts`. */
  static async enter(
    context: BrowserContext,
    server: Server,
    role: Role,
    index: number,
    origin: string,
  ): Promise<Person> {
    const link = server.link(role, index);
    const answer = await context.request.post(`${origin}/e/${server.token(role, index)}`, { maxRedirects: 0 });
    if (answer.status() !== 303) throw new Error(`the link of ${role} is answered ${answer.status()}`);
    return new Person(context, await context.newPage(), server, origin, link.actor);
  }

  get home(): string {
    return `${this.origin}/t/${this.server.slug}`;
  }

  addressOf(document: string): string {
    return `${this.home}/d/${document}`;
  }

  /** Opens a document and waits until its text is there. */
  async open(document: string): Promise<DocumentPage> {
    const view = new DocumentPage(this.page);
    await this.page.goto(this.addressOf(document));
    await view.sections.first().waitFor();
    return view;
  }
}
