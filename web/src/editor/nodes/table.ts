import { type CommandProps, callOrReturn, getExtensionField, Node } from '@tiptap/core';
import type { Node as ProseMirrorNode, Schema } from '@tiptap/pm/model';
import { type Command, TextSelection } from '@tiptap/pm/state';
import {
  addColumnAfter,
  addColumnBefore,
  addRowAfter,
  addRowBefore,
  deleteColumn,
  deleteRow,
  deleteTable,
  goToNextCell,
  isInTable,
  tableEditing,
  toggleHeader,
} from '@tiptap/pm/tables';
import { ySyncPluginKey } from '@tiptap/y-tiptap';

declare module '@tiptap/core' {
  interface NodeConfig<Options, Storage> {
    tableRole?: string | ((this: { name: string; options: Options; storage: Storage }) => string);
  }
  interface Commands<ReturnType> {
    table: {
      insertTable: () => ReturnType;
      addRowBefore: () => ReturnType;
      addRowAfter: () => ReturnType;
      deleteRow: () => ReturnType;
      addColumnBefore: () => ReturnType;
      addColumnAfter: () => ReturnType;
      deleteColumn: () => ReturnType;
      toggleHeaderRow: () => ReturnType;
      deleteTable: () => ReturnType;
    };
  }
}

const NEW_ROWS = 3;
const NEW_COLUMNS = 3;

export const Table = Node.create({
  name: 'table',
  group: 'flow',
  content: 'tableRow*',
  tableRole: 'table',
  isolating: true,

  parseHTML() {
    return [{ tag: 'table' }];
  },

  renderHTML() {
    return ['div', { class: 'text-table' }, ['table', ['tbody', 0]]];
  },

  // prosemirror-tables finds its nodes by this entry of the schema.
  extendNodeSchema(extension) {
    const context = { name: extension.name, options: extension.options, storage: extension.storage };
    return { tableRole: callOrReturn(getExtensionField(extension, 'tableRole', context)) };
  },

  addCommands() {
    const run =
      (command: Command) =>
      () =>
      ({ state, dispatch }: CommandProps) =>
        command(state, dispatch);
    return {
      insertTable:
        () =>
        ({ state, tr, dispatch }) => {
          // Tables in tables are shown if they exist, but nobody can read them on a phone.
          if (isInTable(state)) return false;
          if (dispatch) {
            // Below the block, list or quotation the caret is in: a table inside a list item helps nobody.
            const { $from } = tr.selection;
            const own = $from.depth > 0 ? $from.node(1) : null;
            const isOnEmptyLine = $from.depth === 1 && own?.content.size === 0;
            const from = isOnEmptyLine ? $from.before(1) : own ? $from.after(1) : $from.pos;
            tr.replaceWith(from, isOnEmptyLine ? $from.after(1) : from, newTable(state.schema));
            tr.setSelection(TextSelection.near(tr.doc.resolve(from + 1))).scrollIntoView();
          }
          return true;
        },
      addRowBefore: run(addRowBefore),
      addRowAfter: run(addRowAfter),
      deleteRow: run(deleteRow),
      addColumnBefore: run(addColumnBefore),
      addColumnAfter: run(addColumnAfter),
      deleteColumn: run(deleteColumn),
      toggleHeaderRow: run(toggleHeader('row')),
      deleteTable: run(deleteTable),
    };
  },

  addKeyboardShortcuts() {
    const { editor } = this;
    const go = (direction: 1 | -1) => goToNextCell(direction)(editor.state, editor.view.dispatch);
    return {
      Tab: () => {
        if (!isInTable(editor.state)) return false;
        return go(1) || (editor.commands.addRowAfter() && go(1));
      },
      'Shift-Tab': () => isInTable(editor.state) && go(-1),
    };
  },

  addProseMirrorPlugins() {
    const plugin = tableEditing();
    const mend = plugin.spec.appendTransaction;
    // Mending an uneven table that came from elsewhere would make every open page add the missing cells at once,
    // and opening a document would change it. It is mended by whoever edits it next.
    plugin.spec.appendTransaction = (transactions, before, after) => {
      const isFromElsewhere = transactions.some((transaction) => transaction.getMeta(ySyncPluginKey));
      return isFromElsewhere ? null : mend?.call(plugin, transactions, before, after);
    };
    return [plugin];
  },
});

function newTable(schema: Schema): ProseMirrorNode {
  const { table, tableRow, tableHeader, tableCell, block } = schema.nodes;
  if (!table || !tableRow || !tableHeader || !tableCell || !block) throw new Error('the schema has tables');
  const rowOf = (cell: typeof tableCell) =>
    tableRow.create(
      null,
      Array.from({ length: NEW_COLUMNS }, () => cell.create(null, block.create())),
    );
  return table.create(
    null,
    Array.from({ length: NEW_ROWS }, (_, index) => rowOf(index === 0 ? tableHeader : tableCell)),
  );
}
