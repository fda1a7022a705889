import bindings from './en/bindings.json';
import common from './en/common.json';
import document from './en/document.json';
import process from './en/process.json';
import register from './en/register.json';
import sync from './en/sync.json';
import versions from './en/versions.json';

export const catalogue = { bindings, common, process, register, document, sync, versions };
