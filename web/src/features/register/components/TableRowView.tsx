/** One row: cells are read as text, become fields at Enter, F2 or a click, and text again at Enter or Esc. */
import { type KeyboardEvent, memo, type ReactNode, useEffect, useRef } from 'react';
import { currentLanguage, useTranslation } from '../../../i18n';
import {
  type Action,
  type Actor,
  type Calendar,
  type Commitment,
  type Resource,
  type Shelf,
  setField,
  setFields,
  takeOver,
} from '../../../register';
import { useRegisterDesk } from '../hooks/useRegisterDesk';
import { useWords } from '../hooks/useWords';
import { whenText } from '../model/labels';
import { COLUMNS, type TableColumn } from '../model/table';
import { LiveSelect, LiveText, WhenField } from './fields';
import { StateBadge } from './StateBadge';

interface Place {
  readonly row: number;
  readonly column: number;
}

interface TableRowViewProps {
  commitment: Commitment;
  actorName: string;
  actionName: string;
  resources: readonly Resource[];
  actors: Shelf<Actor>;
  actions: Shelf<Action>;
  calendar: Calendar;
  index: number;
  /** The column that takes the focus, when it is in this row. */
  stop: number | null;
  /** `<commitment>/<column>` */
  editing: string | null;
  /** With a place, the focus goes there when the field is gone. */
  onEdit: (cell: string | null, place: Place | null) => void;
  onStand: (place: Place) => void;
}

/** What is written in the card, where there is room to do it well. */
const IN_THE_CARD: readonly TableColumn[] = ['resources', 'state'];

export const TableRowView = memo(function TableRowView(props: TableRowViewProps) {
  const { commitment, index, stop, editing, onEdit, onStand } = props;
  const { t } = useTranslation();
  const { canEdit, openCard, conflictsOf } = useRegisterDesk();
  const text = useCellText(props);
  const name = commitment.what || t('register.commitment.unsaid');
  const hasConflict = conflictsOf.has(commitment.id);
  return (
    <tr role="row" data-commitment={commitment.id} className={hasConflict ? 'has-conflict' : undefined}>
      {COLUMNS.map((column, at) => {
        const cell = `${commitment.id}/${column}`;
        const place = { row: index, column: at };
        const isField = editing === cell && canEdit;
        return (
          <td key={column} role="cell" className={`register-table__${column}`}>
            {isField ? (
              <CellField onLeave={(isByKey) => onEdit(null, isByKey ? place : null)}>
                <FieldOf {...props} column={column} />
              </CellField>
            ) : (
              <button
                type="button"
                className="cell"
                data-cell={`${index}/${at}`}
                tabIndex={stop === at ? 0 : -1}
                aria-label={t('register.table.cell', {
                  column: t(`register.table.column.${column}`),
                  value: text(column).said || t('register.table.empty'),
                  name,
                })}
                onFocus={() => onStand(place)}
                onClick={() =>
                  IN_THE_CARD.includes(column) || !canEdit ? openCard(commitment.id) : onEdit(cell, place)
                }
                onKeyDown={(event) => {
                  if (event.key !== 'F2') return;
                  event.preventDefault();
                  event.currentTarget.click();
                }}
              >
                {text(column).shown}
              </button>
            )}
          </td>
        );
      })}
    </tr>
  );
});

function useCellText({ commitment, actorName, actionName, resources, actors, calendar }: TableRowViewProps) {
  const { t } = useTranslation();
  const words = useWords();
  const language = currentLanguage();
  const plain = (said: string) => ({ said, shown: said as ReactNode });
  return (column: TableColumn): { said: string; shown: ReactNode } => {
    switch (column) {
      case 'actor': {
        const departments = actors.byId.get(commitment.actor ?? '')?.departments ?? [];
        const department = departments.find(({ id }) => id === commitment.department)?.name;
        return plain([actorName, department].filter(Boolean).join(' · '));
      }
      case 'action':
        return plain(actionName);
      case 'what':
      case 'verification':
        return plain(commitment[column]);
      case 'from':
      case 'to': {
        const when = commitment[column];
        return plain(when === null ? '' : whenText(when, calendar, language));
      }
      case 'resources':
        return plain(words.resources(resources));
      case 'state':
        return { said: t(`register.state.${commitment.state}`), shown: <StateBadge state={commitment.state} /> };
    }
  };
}

function FieldOf({ commitment, actors, actions, calendar, column }: TableRowViewProps & { column: TableColumn }) {
  const { t } = useTranslation();
  const { doc, canEdit, deed } = useRegisterDesk();
  const label = t(`register.table.column.${column}`);
  const place = { entity: 'commitment' as const, id: commitment.id, field: column };
  const named = ({ id, name }: { id: string; name: string }) => ({ value: id, label: name });
  switch (column) {
    case 'actor':
      return (
        <LiveSelect
          {...place}
          label={label}
          isLabelHidden
          value={commitment.actor}
          none={t('register.notChosen')}
          choices={actors.all.map(named)}
          onChoose={(actor) => {
            // Once it was said aloud, a change of hands is a step of its life.
            if (actor !== null && commitment.actor !== null && commitment.state !== 'abbozzato') {
              takeOver(doc, commitment.id, { actor }, deed());
            } else setFields(doc, 'commitment', commitment.id, { actor, department: null });
          }}
        />
      );
    case 'action':
      return (
        <LiveSelect
          {...place}
          label={label}
          isLabelHidden
          value={commitment.action}
          none={t('register.notChosen')}
          choices={actions.all.map(named)}
        />
      );
    case 'what':
    case 'verification':
      return <LiveText {...place} label={label} isLabelHidden rows={2} />;
    case 'from':
    case 'to':
      return (
        <WhenField
          label={label}
          isLabelHidden
          value={commitment[column]}
          calendar={calendar}
          isReadOnly={!canEdit}
          onChange={(when) => setField(doc, 'commitment', commitment.id, column, when)}
        />
      );
    case 'resources':
    case 'state':
      return null;
  }
}

/** Holds the focus as long as somebody writes in the cell. Enter ends it; in a long text, Shift+Enter goes on. */
function CellField({ children, onLeave }: { children: ReactNode; onLeave: (isByKey: boolean) => void }) {
  const box = useRef<HTMLDivElement>(null);

  useEffect(() => {
    box.current?.querySelector<HTMLElement>('textarea, select, input')?.focus();
  }, []);

  function keys(event: KeyboardEvent) {
    event.stopPropagation();
    const isEnter = event.key === 'Enter' && !event.shiftKey;
    if (!isEnter && event.key !== 'Escape') return;
    event.preventDefault();
    onLeave(true);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys and focus bubble from the field inside.
    <div
      ref={box}
      className="cell-field"
      onKeyDown={keys}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) onLeave(false);
      }}
    >
      {children}
    </div>
  );
}
