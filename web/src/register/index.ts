export { newId } from './ids';
export { FIELDS_ROOT, fieldKey, readKey, textRoot } from './keys';
export { byOrder, orderBetween } from './order';
export { RegisterStore } from './store';
export * from './types';
export * from './when';
export * from './write';
