import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { Icon, type IconName } from './Icon';
import { rovingIndex } from './roving';

interface Entry {
  id: string;
  label: ReactNode;
  icon?: IconName;
}

interface Action extends Entry {
  disabled?: boolean;
  /** On or off, for something that is switched. */
  checked?: boolean;
  onSelect: () => void;
}

/** Leads to a page of its own. */
interface Way extends Entry {
  href: string;
}

export type MenuItem = Action | Way;

interface MenuProps {
  label: string;
  items: readonly MenuItem[];
  icon?: IconName;
  /** Shown in the button instead of the icon alone. */
  text?: ReactNode;
  align?: 'start' | 'end';
  direction?: 'down' | 'up';
  className?: string;
  /** Still reached by Tab and named, but it does not open. */
  disabled?: boolean;
}

/** A button that opens a list of actions (WAI-ARIA menu button): arrows, Home, End, Esc, Tab leaves. */
export function Menu(props: MenuProps) {
  const { label, items, icon = 'more', text, align = 'start', direction = 'down', className, disabled = false } = props;
  const [isOpen, setOpen] = useState(false);
  const open = isOpen && !disabled;
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();

  useEffect(() => {
    if (!open) return;
    entries(list.current)[0]?.focus();
    function outside(event: PointerEvent) {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    }
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);

  function close() {
    setOpen(false);
    button.current?.focus();
  }

  function keys(event: KeyboardEvent) {
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation(); // Otherwise a dialog around the menu closes too.
      close();
      return;
    }
    if (event.key === 'Tab') {
      setOpen(false);
      return;
    }
    const all = entries(list.current);
    const current = all.findIndex((entry) => entry.matches(':focus'));
    const next = rovingIndex(event.key, current, all.length, 'column');
    if (next === null) return;
    event.preventDefault();
    all[next]?.focus();
  }

  const places = `pv-menu__list pv-menu__list--${align} pv-menu__list--${direction}`;
  return (
    <div ref={root} className={className ? `pv-menu ${className}` : 'pv-menu'}>
      <button
        ref={button}
        type="button"
        className={text === undefined ? 'pv-icon-button' : 'btn pv-button pv-button--quiet'}
        aria-label={text === undefined ? label : undefined}
        title={text === undefined ? label : undefined}
        aria-haspopup="menu"
        aria-disabled={disabled || undefined}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open && !disabled)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          setOpen(!disabled);
        }}
      >
        {text === undefined ? <Icon name={icon} /> : text}
        {text !== undefined && <Icon name="chevron-down" />}
      </button>
      {open && (
        <div ref={list} id={id} role="menu" aria-label={label} tabIndex={-1} className={places} onKeyDown={keys}>
          {items.map((item) => (
            <Choice key={item.id} item={item} onChoose={close} />
          ))}
        </div>
      )}
    </div>
  );
}

/** One entry; `onChoose` closes the menu before anything happens. */
function Choice({ item, onChoose }: { item: MenuItem; onChoose: () => void }) {
  const shown = (
    <>
      {item.icon && <Icon name={item.icon} />}
      {item.label}
    </>
  );
  if ('href' in item) {
    return (
      <a role="menuitem" tabIndex={-1} className="pv-menu__item" href={item.href}>
        {shown}
      </a>
    );
  }
  const common = {
    type: 'button',
    tabIndex: -1,
    className: 'pv-menu__item',
    'aria-disabled': item.disabled || undefined,
    onClick: () => {
      if (item.disabled) return;
      onChoose();
      item.onSelect();
    },
  } as const;
  if (item.checked === undefined) {
    return (
      <button role="menuitem" {...common}>
        {shown}
      </button>
    );
  }
  return (
    <button role="menuitemcheckbox" aria-checked={item.checked} {...common}>
      {shown}
      {item.checked && (
        <span className="pv-menu__check">
          <Icon name="check" />
        </span>
      )}
    </button>
  );
}

function entries(list: HTMLElement | null): HTMLElement[] {
  return list ? [...list.querySelectorAll<HTMLElement>('[role^="menuitem"]')] : [];
}
