import bindings from './it/bindings.json';
import common from './it/common.json';
import document from './it/document.json';
import process from './it/process.json';
import register from './it/register.json';
import sync from './it/sync.json';
import versions from './it/versions.json';

/** One file per area; the first part of a key names the file: `t('document.…')`. */
export const catalogue = { bindings, common, process, register, document, sync, versions };
