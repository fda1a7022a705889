import { type ComponentProps, type ReactNode, useId } from 'react';
import { Icon } from './Icon';

interface Described {
  label: string;
  hint?: string;
  error?: string;
}

export function TextField({
  label,
  hint,
  error,
  ...rest
}: Described & Omit<ComponentProps<'input'>, 'id' | 'className'>) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <input id={id} className="pv-field__input" {...described(id, hint, error)} {...rest} />
    </Frame>
  );
}

export function TextArea({
  label,
  hint,
  error,
  rows = 3,
  ...rest
}: Described & Omit<ComponentProps<'textarea'>, 'id' | 'className'>) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <textarea id={id} rows={rows} className="pv-field__input" {...described(id, hint, error)} {...rest} />
    </Frame>
  );
}

export function SelectField({
  label,
  hint,
  error,
  children,
  ...rest
}: Described & Omit<ComponentProps<'select'>, 'id' | 'className'>) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <select id={id} className="pv-field__input" {...described(id, hint, error)} {...rest}>
        {children}
      </select>
    </Frame>
  );
}

function described(id: string, hint: string | undefined, error: string | undefined) {
  const ids = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return { 'aria-describedby': ids || undefined, 'aria-invalid': error ? true : undefined };
}

function Frame({ id, label, hint, error, children }: Described & { id: string; children: ReactNode }) {
  return (
    <div className="pv-field">
      <label className="pv-field__label" htmlFor={id}>
        {label}
      </label>
      {hint && (
        <span id={`${id}-hint`} className="pv-field__hint">
          {hint}
        </span>
      )}
      {children}
      {error && (
        <span id={`${id}-error`} className="pv-field__error">
          <Icon name="alert" />
          {error}
        </span>
      )}
    </div>
  );
}
