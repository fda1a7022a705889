export { FIELDS_ROOT, textRoot } from './keys';
export { RegisterStore } from './store';
export * from './types';
export * from './when';
export * from './write';
