/** Fields that are live: what others write appears in them while they are open, and the focus stays where it is. */
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { currentLanguage, useTranslation } from '../../../i18n';
import {
  type Calendar,
  type Entity,
  monthWhen,
  partsOf,
  REGISTER_ORIGIN,
  readWhen,
  type Scalar,
  setField,
  textRoot,
  type When,
} from '../../../register';
import { bindText } from '../../../text';
import { useRegisterDesk } from '../hooks/useRegisterDesk';
import { monthLabel, monthsToChoose } from '../model/labels';

/** The server bounds texts too; a card is no article. */
const LONGEST_TEXT = 4_000;
const LONGEST_WORDS = 200;

interface Place {
  readonly entity: Entity;
  readonly id: string;
  readonly field: string;
}

interface Described {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly isLabelHidden?: boolean;
}

/** A long text, which people may write together. */
export function LiveText({
  entity,
  id,
  field,
  label,
  hint,
  isLabelHidden = false,
  rows = 2,
  placeholder,
}: Place & Described & { rows?: number; placeholder?: string }) {
  const { doc, canEdit } = useRegisterDesk();
  const area = useRef<HTMLTextAreaElement>(null);
  const mayWrite = useRef(canEdit);
  const fieldId = useId();

  useEffect(() => {
    mayWrite.current = canEdit;
  }, [canEdit]);

  useEffect(() => {
    if (!area.current) return;
    const text = doc.getText(textRoot(entity, id, field));
    return bindText(text, area.current, {
      origin: REGISTER_ORIGIN,
      isOneLine: false,
      mayWrite: () => mayWrite.current,
    });
  }, [doc, entity, id, field]);

  return (
    <div className="pv-field">
      <label className={isLabelHidden ? 'visually-hidden' : 'pv-field__label'} htmlFor={fieldId}>
        {label}
      </label>
      {hint && (
        <span id={`${fieldId}-hint`} className="pv-field__hint">
          {hint}
        </span>
      )}
      <textarea
        ref={area}
        id={fieldId}
        rows={rows}
        maxLength={LONGEST_TEXT}
        placeholder={placeholder}
        readOnly={!canEdit}
        className="pv-field__input live-text"
        aria-describedby={hint ? `${fieldId}-hint` : undefined}
      />
    </div>
  );
}

/** A short value: written when one leaves the field or presses Enter, so that half a number is nobody's news. */
export function LiveInput({
  entity,
  id,
  field,
  label,
  hint,
  isLabelHidden = false,
  value,
  kind = 'text',
}: Place & Described & { value: string | number | null; kind?: 'text' | 'number' | 'date' }) {
  const { doc, canEdit } = useRegisterDesk();
  const [draft, setDraft] = useState<string | null>(null);
  const fieldId = useId();

  function commit() {
    if (draft === null) return;
    setDraft(null);
    const scalar = scalarOf(draft, kind);
    if (scalar !== undefined) setField(doc, entity, id, field, scalar);
  }

  function keys(event: KeyboardEvent) {
    if (event.key === 'Enter') commit();
    if (event.key === 'Escape' && draft !== null) {
      event.preventDefault();
      event.stopPropagation();
      setDraft(null);
    }
  }

  return (
    <div className="pv-field">
      <label className={isLabelHidden ? 'visually-hidden' : 'pv-field__label'} htmlFor={fieldId}>
        {label}
      </label>
      {hint && (
        <span id={`${fieldId}-hint`} className="pv-field__hint">
          {hint}
        </span>
      )}
      <input
        id={fieldId}
        type={kind === 'date' ? 'date' : 'text'}
        inputMode={kind === 'number' ? 'decimal' : undefined}
        maxLength={LONGEST_WORDS}
        readOnly={!canEdit}
        className="pv-field__input"
        value={draft ?? (value === null ? '' : String(value))}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={commit}
        onKeyDown={keys}
        aria-describedby={hint ? `${fieldId}-hint` : undefined}
      />
    </div>
  );
}

/** Undefined for what is no number: then the field keeps what it had. */
function scalarOf(draft: string, kind: 'text' | 'number' | 'date'): Scalar | null | undefined {
  const words = draft.trim();
  if (words === '') return null;
  if (kind !== 'number') return words;
  const number = Number(words.replace(',', '.'));
  return Number.isFinite(number) ? number : undefined;
}

interface Choice {
  readonly value: string;
  readonly label: string;
}

export function LiveSelect({
  entity,
  id,
  field,
  label,
  hint,
  isLabelHidden = false,
  value,
  choices,
  none,
  onChoose,
}: Place &
  Described & {
    value: string | null;
    choices: readonly Choice[];
    /** What it says when nothing is chosen. */
    none: string;
    /** Instead of writing the field. */
    onChoose?: (value: string | null) => void;
  }) {
  const { doc, canEdit } = useRegisterDesk();
  const fieldId = useId();
  return (
    <div className="pv-field">
      <label className={isLabelHidden ? 'visually-hidden' : 'pv-field__label'} htmlFor={fieldId}>
        {label}
      </label>
      {hint && (
        <span id={`${fieldId}-hint`} className="pv-field__hint">
          {hint}
        </span>
      )}
      <select
        id={fieldId}
        className="pv-field__input"
        value={value ?? ''}
        aria-disabled={!canEdit || undefined}
        aria-describedby={hint ? `${fieldId}-hint` : undefined}
        onChange={(event) => {
          if (!canEdit) return;
          const chosen = event.target.value || null;
          if (onChoose) onChoose(chosen);
          else setField(doc, entity, id, field, chosen);
        }}
      >
        <option value="">{none}</option>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </div>
  );
}

const A_DAY = 'day';

interface WhenFieldProps {
  readonly label: string;
  readonly value: When | null;
  readonly calendar: Calendar;
  readonly onChange: (when: When | null) => void;
  readonly isReadOnly?: boolean;
  readonly isLabelHidden?: boolean;
}

/** A month of the pact or a day of the calendar: all that there is to say about a time. */
export function WhenField({
  label,
  value,
  calendar,
  onChange,
  isReadOnly = false,
  isLabelHidden = false,
}: WhenFieldProps) {
  const { t } = useTranslation();
  const fieldId = useId();
  const [wantsDay, setWantsDay] = useState(false);
  const parts = value === null ? null : partsOf(value);
  const isDay = parts?.kind === 'day' || wantsDay;
  const language = currentLanguage();
  return (
    <div className="pv-field when-field">
      <label className={isLabelHidden ? 'visually-hidden' : 'pv-field__label'} htmlFor={fieldId}>
        {label}
      </label>
      <select
        id={fieldId}
        className="pv-field__input"
        value={isDay ? A_DAY : (value ?? '')}
        aria-disabled={isReadOnly || undefined}
        onChange={(event) => {
          if (isReadOnly) return;
          setWantsDay(event.target.value === A_DAY);
          if (event.target.value !== A_DAY) onChange(readWhen(event.target.value));
        }}
      >
        <option value="">{t('register.when.none')}</option>
        {monthsToChoose(calendar, value).map((month) => (
          <option key={month} value={monthWhen(month)}>
            {monthLabel(month, calendar, language, 'long')}
          </option>
        ))}
        <option value={A_DAY}>{t('register.when.aDay')}</option>
      </select>
      {isDay && (
        <input
          type="date"
          className="pv-field__input"
          aria-label={t('register.when.dayOf', { label })}
          readOnly={isReadOnly}
          value={parts?.kind === 'day' ? parts.day : ''}
          onChange={(event) => {
            const day = readWhen(event.target.value);
            if (!isReadOnly && day) onChange(day);
          }}
        />
      )}
    </div>
  );
}
