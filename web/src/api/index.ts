export { answer, api } from './client';
export { ApiProblem, hasStatus, problemMessage } from './problem';
export * from './queries';
export type * from './types';
