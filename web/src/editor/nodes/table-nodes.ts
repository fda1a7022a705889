import { Node } from '@tiptap/core';
import { CELL_CONTENT, cellAttributes } from './table-cell';

export const TableRow = Node.create({
  name: 'tableRow',
  content: '(tableCell | tableHeader)*',
  tableRole: 'row',

  parseHTML() {
    return [{ tag: 'tr' }];
  },

  renderHTML() {
    return ['tr', 0];
  },
});

export const TableHeader = Node.create({
  name: 'tableHeader',
  content: CELL_CONTENT,
  tableRole: 'header_cell',
  isolating: true,

  addAttributes: cellAttributes,

  parseHTML() {
    return [{ tag: 'th' }];
  },

  renderHTML({ HTMLAttributes }) {
    return ['th', { ...HTMLAttributes, scope: 'col' }, 0];
  },
});

export const TableCell = Node.create({
  name: 'tableCell',
  content: CELL_CONTENT,
  tableRole: 'cell',
  isolating: true,

  addAttributes: cellAttributes,

  parseHTML() {
    return [{ tag: 'td' }];
  },

  renderHTML({ HTMLAttributes }) {
    return ['td', HTMLAttributes, 0];
  },
});
