import { SCHEMA } from '../../editor/schema-number';
import { PageLine } from '../../sync';

// One for the page: documents and the register come and go on the same socket.
let pageLine: PageLine | null = null;

export function line(): PageLine {
  pageLine ??= new PageLine(SCHEMA);
  return pageLine;
}
