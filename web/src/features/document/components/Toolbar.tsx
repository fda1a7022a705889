import type { TFunction } from 'i18next';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { BLOCK_STYLES, type Editor, type ReferenceKind } from '../../../editor';
import { useTranslation } from '../../../i18n';
import { IconButton } from '../../../ui/IconButton';
import { Menu, type MenuItem } from '../../../ui/Menu';
import { rovingIndex } from '../../../ui/roving';
import { INSERTABLE } from '../bindings/insertable';
import type { Desk } from '../desk';
import { useDeskView } from '../hooks/useDesk';
import { LinkDialog } from './LinkDialog';

/** Formatting for the section that is being written. One stop of Tab; arrows inside; Esc goes back to the text. */
export function Toolbar({ desk, onInsert }: { desk: Desk; onInsert: (kind: ReferenceKind) => void }) {
  const { t } = useTranslation();
  const { format, isWriting, canUndo, canRedo } = useDeskView(desk);
  const bar = useRef<HTMLDivElement>(null);
  const [isLinking, setLinking] = useState(false);
  const current = useRef(0);

  // After every drawing: menus bring their own buttons, and only one of all may be a stop of Tab.
  useEffect(() => {
    const all = buttons(bar.current);
    for (const [index, button] of all.entries()) {
      button.tabIndex = index === Math.min(current.current, all.length - 1) ? 0 : -1;
    }
  });

  function run(act: (editor: Editor) => void) {
    const { editor } = desk;
    if (!editor) return;
    act(editor);
    if (!editor.isFocused) editor.view.focus();
  }

  function keys(event: KeyboardEvent) {
    if (event.key === 'Escape') {
      event.preventDefault();
      // At once: the editor's own command waits for a frame, and letters typed meanwhile would be lost.
      desk.editor?.view.focus();
      return;
    }
    // Inside an open menu the arrows belong to it.
    if (event.target instanceof Element && event.target.closest('[role="menu"]')) return;
    const all = buttons(bar.current);
    const next = rovingIndex(event.key, current.current, all.length, 'row');
    if (next === null) return;
    event.preventDefault();
    current.current = next;
    for (const [index, button] of all.entries()) button.tabIndex = index === next ? 0 : -1;
    all[next]?.focus();
  }

  const styles: MenuItem[] = BLOCK_STYLES.map((style) => ({
    id: style,
    label: t(`document.style.${style}`),
    onSelect: () => run((editor) => editor.commands.setBlockStyle(style)),
  }));
  const fromRegister: MenuItem[] = INSERTABLE.map((kind) => ({
    id: kind,
    label: t(`bindings.kind.${kind}`),
    onSelect: () => onInsert(kind),
  }));
  const table = tableItems(t, format.isInTable, run);
  const isOff = !isWriting || undefined;
  const rest: MenuItem[] = [
    ...styles,
    {
      id: 'numbers',
      label: t('document.toolbar.numbers'),
      icon: 'list-numbered',
      onSelect: () => run((editor) => editor.commands.toggleOrderedList()),
    },
    { id: 'link', label: t('document.toolbar.link'), icon: 'link', onSelect: () => setLinking(true) },
    { id: 'redo', label: t('document.toolbar.redo'), icon: 'redo', disabled: !canRedo, onSelect: () => desk.redo() },
    ...table,
    ...fromRegister.map((item) => ({ ...item, icon: 'insert' as const })),
  ];

  return (
    <>
      <div
        ref={bar}
        role="toolbar"
        aria-label={t('document.toolbar.label')}
        aria-orientation="horizontal"
        className="toolbar"
        data-region="toolbar"
        data-writing={isWriting}
        onKeyDown={keys}
        onFocus={(event) => {
          const at = buttons(bar.current).indexOf(event.target as Element as HTMLButtonElement);
          if (at >= 0) current.current = at;
        }}
        // The caret stays in the text while a button is pressed, and the keyboard of a phone stays open.
        onMouseDown={(event) => event.preventDefault()}
      >
        <Group wide>
          <Menu
            label={t('document.toolbar.style')}
            text={t(`document.style.${format.style}`)}
            items={styles}
            disabled={!isWriting}
          />
        </Group>
        <Group>
          <IconButton
            icon="bold"
            label={t('document.toolbar.bold')}
            aria-pressed={format.isBold}
            aria-disabled={isOff}
            onClick={() => run((editor) => editor.commands.toggleBold())}
          />
          <IconButton
            icon="italic"
            label={t('document.toolbar.italic')}
            aria-pressed={format.isItalic}
            aria-disabled={isOff}
            onClick={() => run((editor) => editor.commands.toggleItalic())}
          />
        </Group>
        <Group>
          <IconButton
            icon="list"
            label={t('document.toolbar.bullets')}
            aria-pressed={format.list === 'bulletList'}
            aria-disabled={isOff}
            onClick={() => run((editor) => editor.commands.toggleBulletList())}
          />
          <IconButton
            icon="list-numbered"
            className="toolbar__wide"
            label={t('document.toolbar.numbers')}
            aria-pressed={format.list === 'orderedList'}
            aria-disabled={isOff}
            onClick={() => run((editor) => editor.commands.toggleOrderedList())}
          />
        </Group>
        <Group wide>
          <IconButton
            icon="link"
            label={t('document.toolbar.link')}
            aria-pressed={format.isLink}
            aria-disabled={isOff}
            onClick={() => isWriting && setLinking(true)}
          />
          <Menu label={t('document.toolbar.table')} icon="table" items={table} disabled={!isWriting} />
          <Menu label={t('bindings.menu')} icon="insert" items={fromRegister} disabled={!isWriting} />
        </Group>
        <Group>
          <IconButton
            icon="undo"
            label={t('document.toolbar.undo')}
            aria-disabled={!canUndo || undefined}
            onClick={() => desk.undo()}
          />
          <IconButton
            icon="redo"
            className="toolbar__wide"
            label={t('document.toolbar.redo')}
            aria-disabled={!canRedo || undefined}
            onClick={() => desk.redo()}
          />
        </Group>
        <Group narrow>
          <Menu label={t('document.toolbar.more')} items={rest} align="end" direction="up" />
        </Group>
      </div>
      <LinkDialog desk={desk} open={isLinking} onClose={() => setLinking(false)} />
    </>
  );
}

function Group({ wide, narrow, children }: { wide?: boolean; narrow?: boolean; children: ReactNode }) {
  const where = wide ? ' toolbar__wide' : narrow ? ' toolbar__narrow' : '';
  return <div className={`toolbar__group${where}`}>{children}</div>;
}

function tableItems(t: TFunction, isInTable: boolean, run: (act: (editor: Editor) => void) => void): MenuItem[] {
  if (!isInTable) {
    return [
      {
        id: 'insert',
        icon: 'table',
        label: t('document.table.insert'),
        onSelect: () => run((editor) => editor.commands.insertTable()),
      },
    ];
  }
  const commands = [
    'addRowBefore',
    'addRowAfter',
    'addColumnBefore',
    'addColumnAfter',
    'toggleHeaderRow',
    'deleteRow',
    'deleteColumn',
    'deleteTable',
  ] as const;
  return commands.map((command) => ({
    id: command,
    label: t(`document.table.${command}`),
    onSelect: () => run((editor) => editor.commands[command]()),
  }));
}

/** The toolbar's own buttons that are seen, without those of an open menu. */
function buttons(bar: HTMLElement | null): HTMLButtonElement[] {
  return [...(bar?.querySelectorAll('button') ?? [])].filter(
    (button) => button.getAttribute('role') !== 'menuitem' && button.getClientRects().length > 0,
  );
}
