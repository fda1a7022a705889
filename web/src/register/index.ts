export { FIELDS_ROOT, textRoot } from './keys';
export { resourceText } from './resource-text';
export { RegisterStore } from './store';
export * from './types';
export * from './when';
export * from './write';
