export type { ConnectionView } from './connection-view';
export { DocumentConnection } from './document-connection';
export type { Lease } from './messages';
export type { Rescue } from './offline-store';
export { PageLine } from './page-line';
export { othersIn, type Presence } from './presence';
export { Signal } from './signal';
export type { DocumentState } from './state';
export { textOfParts, type WordsPart } from './words';
