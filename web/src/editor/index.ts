export type { Editor } from '@tiptap/core';
export type { Author, AuthorOf } from './authors/stretches';
export type { InsertMenu } from './extensions/insert-menu';
export type { Neighbour } from './extensions/section-border';
export { type Format, formatOf, isSameFormat, PLAIN } from './format';
export { bodyRoot, isBlank, titleRoot } from './fragment';
export { insertReference } from './insert-reference';
export { safeHref } from './marks/link';
export { BLOCK_STYLES } from './nodes/block';
export { putBack } from './put-back';
export { drawReference } from './register/draw';
export { followRegister } from './register/follow';
export type {
  Absent,
  RegisterReader,
  ShownCard,
  ShownSpan,
  ShownTable,
  ShownTimeline,
  ShownWords,
} from './register/reader';
export { type Reference, type ReferenceKind, referencesIn } from './register/reference';
export { guardFragment, unknownNames } from './schema-guard';
export { createSectionEditor } from './section-editor';
export { renderStatic, type TextAuthors } from './static-text';
export { bindTitle, MAX_TITLE } from './title-binding';
export { followTrail, type Trail, trailOf } from './trail';
export { createUndoManager, type SectionUndo } from './undo';
