import type { catalogue } from './catalogue.it';

// The Italian catalogue is the list of keys that exist: an unknown key does not compile.
declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof catalogue };
    returnNull: false;
  }
}
