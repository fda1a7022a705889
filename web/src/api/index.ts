export { ApiProblem, fieldProblem, hasStatus, problemMessage } from './problem';
export * from './queries';
export type * from './types';
