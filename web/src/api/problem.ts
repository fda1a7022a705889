import type { TFunction } from 'i18next';

/** A value of the request that cannot be used, by JSON pointer. */
export interface ProblemField {
  pointer: string;
  detail: string;
}

/** A refusal of the server (RFC 9457), or no answer at all (`code: 'offline'`, `status: 0`). */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  /** Stable, from the server's list; what code may decide on. */
  readonly code: string;
  /** For people, in the language the request asked for; null when the server said nothing readable. */
  readonly detail: string | null;
  readonly errors: readonly ProblemField[];

  constructor(
    status: number,
    code: string,
    detail: string | null,
    errors: readonly ProblemField[] = [],
    cause?: unknown,
  ) {
    super(`${code} (${status})`, { cause });
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.errors = errors;
  }

  static offline(cause: unknown): ApiProblem {
    return new ApiProblem(0, 'offline', null, [], cause);
  }

  /** `body` is whatever came with a status of 400 or more: a proxy may answer HTML. */
  static fromBody(status: number, body: unknown): ApiProblem {
    const code = textAt(body, 'code') ?? codeOfType(textAt(body, 'type')) ?? `http-${status}`;
    return new ApiProblem(status, code, textAt(body, 'detail') ?? textAt(body, 'title'), fieldsOf(body));
  }
}

/** One sentence for the screen. Errors of the server itself get our words: its details help nobody there. */
export function problemMessage(error: unknown, t: TFunction): string {
  if (!(error instanceof ApiProblem)) return t('common.problem.unknown');
  if (error.status === 0) return t('common.problem.offline');
  if (error.status >= 500) return t('common.problem.server');
  if (error.detail !== null) return error.detail;
  switch (error.status) {
    case 401:
      return t('common.problem.notSignedIn');
    case 403:
      return t('common.problem.forbidden');
    case 404:
      return t('common.problem.notFound');
    case 400:
    case 422:
      return t('common.problem.invalid');
    case 429:
      return t('common.problem.tooManyRequests');
    default:
      return t('common.problem.unknown');
  }
}

/** What the server says about one value of the request, for the field it was typed in. */
export function fieldProblem(error: unknown, pointer: string): string | null {
  if (!(error instanceof ApiProblem)) return null;
  return error.errors.find((field) => field.pointer === pointer)?.detail ?? null;
}

export function hasStatus(error: unknown, status: number): boolean {
  return error instanceof ApiProblem && error.status === status;
}

function textAt(body: unknown, key: string): string | null {
  if (typeof body !== 'object' || body === null) return null;
  const value: unknown = Reflect.get(body, key);
  return typeof value === 'string' && value !== '' ? value : null;
}

function fieldsOf(body: unknown): ProblemField[] {
  const errors: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'errors') : null;
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((error: unknown) => {
    const pointer = textAt(error, 'pointer');
    const detail = textAt(error, 'detail');
    return pointer !== null && detail !== null ? [{ pointer, detail }] : [];
  });
}

function codeOfType(type: string | null): string | null {
  const prefix = 'urn:pact:problem:';
  return type?.startsWith(prefix) ? type.slice(prefix.length) : null;
}
