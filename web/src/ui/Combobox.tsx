import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { announce } from './announcer';
import { rovingIndex } from './roving';
import { isFound, MOST_FOUND } from './search';

export interface ComboboxOption {
  id: string;
  label: string;
  hint?: string;
  /** Offered whatever was typed, as the last one. */
  isAlways?: boolean;
}

interface ComboboxProps {
  label: string;
  options: readonly ComboboxOption[];
  /** When nothing fits what was typed. */
  noneText: string;
  /** Said when the number of lines changes. */
  countText: (count: number) => string;
  /** `typed` is what stands in the field. */
  onChoose: (id: string, typed: string) => void;
}

/** A field over its list (WAI-ARIA combobox, list always open): typing filters, arrows choose, Enter takes. */
export function Combobox({ label, options, noneText, countText, onChoose }: ComboboxProps) {
  const [typed, setTyped] = useState('');
  const [wanted, setWanted] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const found = filtered(options, typed);
  const index = Math.min(wanted, found.length - 1);
  const known = useRef(found.length);

  useEffect(() => {
    if (known.current !== found.length) announce(countText(found.length));
    known.current = found.length;
  }, [found.length, countText]);

  useEffect(() => {
    list.current?.children[index]?.scrollIntoView?.({ block: 'nearest' });
  }, [index]);

  function keys(event: KeyboardEvent) {
    if (event.key === 'Enter') {
      event.preventDefault();
      const option = found[index];
      if (option) onChoose(option.id, typed.trim());
      return;
    }
    // Home and End move in what was typed.
    const next = event.key.startsWith('Arrow') ? rovingIndex(event.key, index, found.length, 'column') : null;
    if (next === null) return;
    event.preventDefault();
    setWanted(next);
  }

  return (
    <div className="pv-field">
      <label className="pv-field__label" htmlFor={id}>
        {label}
      </label>
      <input
        // The dialog around it gives it the focus.
        ref={(input) => input?.setAttribute('autofocus', '')}
        id={id}
        className="pv-field__input"
        role="combobox"
        aria-expanded={found.length > 0}
        aria-autocomplete="list"
        aria-controls={`${id}-list`}
        aria-activedescendant={found.length > 0 ? `${id}-${index}` : undefined}
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setWanted(0);
        }}
        onKeyDown={keys}
      />
      <div ref={list} id={`${id}-list`} role="listbox" aria-label={label} className="pv-options">
        {found.map((option, at) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field, which keeps the focus.
          // biome-ignore lint/a11y/useFocusableInteractive: the field says which line is chosen.
          <div
            key={option.id}
            id={`${id}-${at}`}
            role="option"
            aria-selected={at === index}
            className="pv-options__option"
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onChoose(option.id, typed.trim())}
          >
            <span className="pv-options__label">{option.label}</span>
            {option.hint && <span className="pv-options__hint">{option.hint}</span>}
          </div>
        ))}
      </div>
      {found.every(({ isAlways }) => isAlways) && <p className="pv-field__hint">{noneText}</p>}
    </div>
  );
}

function filtered(options: readonly ComboboxOption[], typed: string): readonly ComboboxOption[] {
  const last = options.filter(({ isAlways }) => isAlways);
  const fitting = options.filter(({ label, hint, isAlways }) => !isAlways && isFound(`${label} ${hint ?? ''}`, typed));
  return [...fitting.slice(0, MOST_FOUND), ...last];
}
