/** Every promise as a row: sorted, filtered, and written in place with the keys of a spreadsheet. */
import { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from '../../../i18n';
import { type CommitmentState, type RegisterSnapshot, STATES } from '../../../register';
import { Button } from '../../../ui/Button';
import { SelectField, TextField } from '../../../ui/Field';
import { Icon } from '../../../ui/Icon';
import { TableRowView } from '../components/TableRowView';
import { type Place, useGridFocus } from '../hooks/useGridFocus';
import {
  COLUMNS,
  type Filter,
  NO_FILTER,
  type Sorting,
  type TableColumn,
  type TableRow,
  tableRows,
} from '../model/table';

const NO_RESOURCES: TableRow['resources'] = [];

export function TableView({ register }: { register: RegisterSnapshot }) {
  const { t } = useTranslation();
  const [filter, setFilter] = useState(NO_FILTER);
  const [sorting, setSorting] = useState<Sorting>({ column: 'actor', isDescending: false });
  const [editing, setEditing] = useState<string | null>(null);
  const words = useDeferredValue(filter.words);
  const all = useMemo(() => rowsOf(register), [register]);
  const rows = useMemo(
    () => tableRows(all, { ...filter, words }, sorting, register.timeline),
    [all, filter, words, sorting, register.timeline],
  );
  // While a cell is written in, its row stays where it is, whatever it would be sorted to.
  const [held, setHeld] = useState<readonly string[] | null>(null);
  const shown = useMemo(() => inHeldOrder(rows, all, held), [rows, all, held]);
  const grid = useGridFocus(shown.length, COLUMNS.length);
  const { focus, stand } = grid;

  // Rows get the same function for ever: one that changed with each letter would draw all of them anew.
  const order = useRef(shown);
  useEffect(() => {
    order.current = shown;
  }, [shown]);
  const edit = useCallback(
    (cell: string | null, place: Place | null) => {
      setEditing(cell);
      setHeld((before) => (cell === null ? null : (before ?? order.current.map(({ commitment }) => commitment.id))));
      if (cell === null && place) focus(place);
    },
    [focus],
  );

  function sortBy(column: TableColumn) {
    setSorting((before) => ({ column, isDescending: before.column === column && !before.isDescending }));
  }

  return (
    <div className="register-table">
      <Filters filter={filter} register={register} onChange={setFilter} />
      <p className="register-table__count" role="status">
        {t('register.table.count', { count: shown.length })}
        {filter !== NO_FILTER && (
          <Button look="quiet" onClick={() => setFilter(NO_FILTER)}>
            {t('register.table.all')}
          </Button>
        )}
      </p>
      <p className="pv-field__hint register-table__keys">{t('register.table.keys')}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: who cannot use a pointer must be able to scroll it. */}
      <section className="register-table__scroll" aria-label={t('register.table.label')} tabIndex={0}>
        <table role="table" ref={grid.table} onKeyDown={grid.keys}>
          <caption className="visually-hidden">{t('register.table.label')}</caption>
          <thead role="rowgroup">
            <tr role="row">
              {COLUMNS.map((column) => (
                <th
                  key={column}
                  scope="col"
                  role="columnheader"
                  aria-sort={
                    sorting.column === column ? (sorting.isDescending ? 'descending' : 'ascending') : undefined
                  }
                >
                  <button type="button" onClick={() => sortBy(column)}>
                    {t(`register.table.column.${column}`)}
                    {sorting.column === column && <Icon name={sorting.isDescending ? 'chevron-down' : 'chevron-up'} />}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {shown.map((row, index) => (
              <TableRowView
                key={row.commitment.id}
                commitment={row.commitment}
                actorName={row.actorName}
                actionName={row.actionName}
                resources={row.resources}
                actors={register.actors}
                actions={register.actions}
                calendar={register.timeline}
                index={index}
                stop={grid.place.row === index ? grid.place.column : null}
                editing={editing?.startsWith(`${row.commitment.id}/`) ? editing : null}
                onEdit={edit}
                onStand={stand}
              />
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}

interface FiltersProps {
  filter: Filter;
  register: RegisterSnapshot;
  onChange: (filter: Filter) => void;
}

function Filters({ filter, register, onChange }: FiltersProps) {
  const { t } = useTranslation();
  return (
    <search className="register-table__filters">
      <TextField
        label={t('register.table.words')}
        type="search"
        value={filter.words}
        onChange={(event) => onChange({ ...filter, words: event.target.value })}
      />
      <SelectField
        label={t('register.table.column.actor')}
        value={filter.actor ?? ''}
        onChange={(event) => onChange({ ...filter, actor: event.target.value || null })}
      >
        <option value="">{t('register.table.any')}</option>
        {register.actors.all.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectField>
      <SelectField
        label={t('register.line.title')}
        value={filter.line ?? ''}
        onChange={(event) => onChange({ ...filter, line: event.target.value || null })}
      >
        <option value="">{t('register.table.any')}</option>
        {register.lines.all.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectField>
      <SelectField
        label={t('register.table.column.state')}
        value={filter.state ?? ''}
        onChange={(event) => onChange({ ...filter, state: (event.target.value || null) as CommitmentState | null })}
      >
        <option value="">{t('register.table.any')}</option>
        {STATES.map((state) => (
          <option key={state} value={state}>
            {t(`register.state.${state}`)}
          </option>
        ))}
      </SelectField>
    </search>
  );
}

function rowsOf({ commitments, actors, actions, resourcesOf }: RegisterSnapshot): TableRow[] {
  return commitments.all.map((commitment) => {
    const action = actions.byId.get(commitment.action ?? '');
    return {
      commitment,
      actorName: actors.byId.get(commitment.actor ?? '')?.name ?? '',
      actionName: action?.name ?? '',
      lines: action?.lines ?? [],
      resources: resourcesOf.get(commitment.id) ?? NO_RESOURCES,
    };
  });
}

function inHeldOrder(rows: readonly TableRow[], all: readonly TableRow[], held: readonly string[] | null) {
  if (held === null) return rows;
  const byId = new Map(all.map((row) => [row.commitment.id, row]));
  return held.flatMap((id) => byId.get(id) ?? []);
}
