export { bindText, writeChange } from './binding';
export { movedCaret, smallestChange } from './change';
