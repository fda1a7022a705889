export { bindText, writeChange } from './binding';
export { movedCaret, smallestChange, type TextChange } from './change';
