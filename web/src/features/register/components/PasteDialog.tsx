/** Rows of a spreadsheet looked at one by one before they enter: the good ones do, the others say what is wrong. */
import { useMemo, useState } from 'react';
import { civilMoment, useTranslation } from '../../../i18n';
import { createActor, createCommitment, REGISTER_ORIGIN, type RegisterSnapshot } from '../../../register';
import { announce } from '../../../ui/announcer';
import { Button } from '../../../ui/Button';
import { Dialog, DialogActions } from '../../../ui/Dialog';
import { TextArea } from '../../../ui/Field';
import { Icon } from '../../../ui/Icon';
import { useRegisterDesk } from '../hooks/useRegisterDesk';
import {
  BODY_COLUMNS,
  CARD_COLUMNS,
  type Column,
  type PasteRow,
  type RowProblem,
  readBody,
  readCard,
  readPastedRows,
} from '../model/paste-rows';
import { folded } from '../model/words';

type What = 'cards' | 'bodies';

interface PasteDialogProps {
  register: RegisterSnapshot;
  open: boolean;
  onClose: () => void;
}

export function PasteDialog({ register, open, onClose }: PasteDialogProps) {
  const { t } = useTranslation();
  return (
    <Dialog open={open} title={t('register.paste.title')} closeLabel={t('common.close')} onClose={onClose} width="wide">
      <PasteSteps register={register} onClose={onClose} />
    </Dialog>
  );
}

function PasteSteps({ register, onClose }: Omit<PasteDialogProps, 'open'>) {
  const { t } = useTranslation();
  const { doc, deed } = useRegisterDesk();
  const [what, setWhat] = useState<What>('cards');
  const [text, setText] = useState('');
  const [rows, setRows] = useState<readonly PasteRow[] | null>(null);
  const [isCut, setCut] = useState(false);
  const columns = what === 'cards' ? CARD_COLUMNS : BODY_COLUMNS;
  const context = useMemo(
    () => ({ actors: register.actors.all, calendar: register.timeline, today: civilMoment(new Date()).date }),
    [register],
  );
  const problems = useMemo(
    () =>
      (rows ?? []).map((row) =>
        what === 'cards' ? readCard(row, context).problems : readBody(row, register.actors.all, rows ?? []).problems,
      ),
    [rows, what, context, register],
  );
  const ready = problems.filter((each) => each.length === 0).length;

  function look() {
    const read = readPastedRows(text, columns);
    setRows(read.rows);
    setCut(read.isCut);
  }

  function change(index: number, column: Column, value: string) {
    setRows((before) =>
      (before ?? []).map((row, at) =>
        at === index ? { values: { ...row.values, [column]: value }, isBroken: false } : row,
      ),
    );
  }

  /** The good ones in one gesture; the others stay here, to be mended. */
  function enter() {
    const all = rows ?? [];
    const made = new Map<string, string>();
    doc.transact(() => {
      for (const [index, row] of all.entries()) {
        if (problems[index]?.length !== 0) continue;
        if (what === 'bodies') {
          createActor(doc, readBody(row, register.actors.all, all).body);
          continue;
        }
        const { who, card } = readCard(row, context);
        const actor = who.who === 'known' ? who.id : who.who === 'new' ? bodyNamed(who.name, made) : null;
        createCommitment(doc, { ...card, actor }, deed());
      }
    }, REGISTER_ORIGIN);
    announce(t('register.paste.entered', { count: ready }));
    const left = all.filter((_, index) => problems[index]?.length !== 0);
    if (left.length === 0) onClose();
    else setRows(left);
  }

  /** A body named in several rows is one. */
  function bodyNamed(name: string, made: Map<string, string>): string {
    const known = made.get(folded(name));
    if (known !== undefined) return known;
    const id = createActor(doc, { name });
    made.set(folded(name), id);
    return id;
  }

  if (rows === null) {
    return (
      <>
        <fieldset className="paste__what">
          <legend>{t('register.paste.what')}</legend>
          {(['cards', 'bodies'] as const).map((each) => (
            <label key={each}>
              <input type="radio" name="paste-what" checked={what === each} onChange={() => setWhat(each)} />
              {t(`register.paste.${each}`)}
            </label>
          ))}
        </fieldset>
        <TextArea
          label={t('register.paste.label')}
          hint={t(`register.paste.hint.${what}`)}
          rows={8}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <DialogActions>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            look="primary"
            aria-disabled={text.trim() === '' || undefined}
            onClick={() => text.trim() !== '' && look()}
          >
            {t('register.paste.preview')}
          </Button>
        </DialogActions>
      </>
    );
  }
  return (
    <>
      <p role="status">
        {t('register.paste.ready', { count: ready })}{' '}
        {rows.length - ready > 0 && t('register.paste.toMend', { count: rows.length - ready })}{' '}
        {isCut && t('register.paste.isCut')}
      </p>
      <ol className="paste__rows">
        {rows.map((row, index) => (
          <Row
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own and keep their places.
            key={index}
            number={index + 1}
            row={row}
            columns={columns}
            problems={problems[index] ?? []}
            onChange={(column, value) => change(index, column, value)}
            onDrop={() => setRows(rows.filter((other) => other !== row))}
          />
        ))}
      </ol>
      <DialogActions>
        <Button onClick={() => setRows(null)}>{t('register.paste.back')}</Button>
        <Button look="primary" aria-disabled={ready === 0 || undefined} onClick={() => ready > 0 && enter()}>
          {t('register.paste.enter', { count: ready })}
        </Button>
      </DialogActions>
    </>
  );
}

interface RowProps {
  number: number;
  row: PasteRow;
  columns: readonly Column[];
  problems: readonly RowProblem[];
  onChange: (column: Column, value: string) => void;
  onDrop: () => void;
}

function Row({ number, row, columns, problems, onChange, onDrop }: RowProps) {
  const { t } = useTranslation();
  const isGood = problems.length === 0;
  return (
    <li className={isGood ? 'paste__row' : 'paste__row paste__row--bad'}>
      <div className="paste__row-head">
        <span className="paste__row-state">
          <Icon name={isGood ? 'check' : 'alert'} />
          {t('register.paste.row', { number })}
          {' · '}
          {isGood
            ? t('register.paste.good')
            : problems.map((problem) => t(`register.paste.problem.${problem}`)).join(' ')}
        </span>
        <Button look="quiet" aria-label={t('register.paste.dropOf', { number })} onClick={onDrop}>
          {t('register.takeAway')}
        </Button>
      </div>
      <div className="paste__cells">
        {columns.map((column) => (
          <label key={column} className="paste__cell">
            <span>{t(`register.paste.column.${column}`)}</span>
            <input value={row.values[column] ?? ''} onChange={(event) => onChange(column, event.target.value)} />
          </label>
        ))}
      </div>
    </li>
  );
}
