import type { Person } from './person.ts';
import type { Role, Server } from './server.ts';

export interface ContentNode {
  readonly type: string;
  readonly text?: string;
  readonly marks?: Readonly<Record<string, unknown>>;
  readonly attrs?: Readonly<Record<string, unknown>>;
  readonly content?: readonly ContentNode[];
}

export interface ContentSection {
  readonly id: string;
  readonly title: string;
  readonly aside?: string;
  readonly body: readonly ContentNode[];
}

export interface Content {
  readonly sections: readonly ContentSection[];
}

/** The HTTP interface with the rights of a role. */
export function call(
  server: Server,
  path: string,
  { role = 'coordinator', method = 'GET', body }: { role?: Role; method?: string; body?: unknown } = {},
): Promise<Response> {
  return fetch(`${server.url}/api/v1/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${server.token(role)}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

/** A document with the skeleton of the template and no text. */
export async function createDocument(server: Server, title: string, kind = 'patto_collaborazione'): Promise<string> {
  const answer = await call(server, `processes/${server.slug}/documents`, { method: 'POST', body: { kind, title } });
  if (answer.status !== 201) throw new Error(`creating a document is answered ${answer.status}`);
  return ((await answer.json()) as { id: string }).id;
}

/** A document of the demo, which has text. */
export async function demoDocument(server: Server, kind: string): Promise<string> {
  const answer = await call(server, `processes/${server.slug}`);
  const { documents } = (await answer.json()) as { documents: { id: string; kind: string }[] };
  const id = documents.find((document) => document.kind === kind)?.id;
  if (id === undefined) throw new Error(`the demo has no ${kind}`);
  return id;
}

export async function contentOf(server: Server, document: string): Promise<Content> {
  const answer = await call(server, `documents/${document}/content`);
  if (!answer.ok) throw new Error(`the content is answered ${answer.status}`);
  return (await answer.json()) as Content;
}

/** The hash of the content, as the server tells it. */
export async function hashOf(server: Server, document: string): Promise<string> {
  const answer = await call(server, `documents/${document}/content`);
  return answer.headers.get('etag') ?? '';
}

export async function bodyOf(server: Server, document: string, section: string): Promise<readonly ContentNode[]> {
  return (await contentOf(server, document)).sections.find(({ id }) => id === section)?.body ?? [];
}

/** All characters of a section, blocks one after the other. */
export async function wordsOf(server: Server, document: string, section: string): Promise<string> {
  return (await bodyOf(server, document, section)).map(plainText).join('');
}

export function plainText(node: ContentNode): string {
  return node.text ?? (node.content ?? []).map(plainText).join('');
}

export interface Rescue {
  readonly id: string;
  readonly reason: string;
  readonly actor: string | null;
  readonly mine: boolean;
  readonly parts: readonly { readonly section: string | null; readonly text: string }[];
}

/** Words that did not enter, as this very person is shown them: a link's token is somebody else. */
export async function rescuesOf({ context, origin }: Person, document: string): Promise<readonly Rescue[]> {
  const answer = await context.request.get(`${origin}/api/v1/documents/${document}/rescues`);
  if (!answer.ok()) throw new Error(`the rescues are answered ${answer.status()}`);
  return (await answer.json()) as Rescue[];
}
