import { type ReactNode, type SyntheticEvent, useEffect, useId, useRef } from 'react';
import { IconButton } from './IconButton';

interface DialogProps {
  open: boolean;
  title: string;
  closeLabel: string;
  onClose: () => void;
  children: ReactNode;
  shape?: 'dialog' | 'sheet';
  /** `wide`: for rows of cells. */
  width?: 'normal' | 'wide';
}

/** The browser's own modal: it holds the focus, closes with Esc and gives the focus back. */
export function Dialog({
  open,
  title,
  closeLabel,
  onClose,
  children,
  shape = 'dialog',
  width = 'normal',
}: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const opener = useRef<Element | null>(null);
  const titleId = useId();

  useEffect(() => {
    const element = dialog.current;
    if (!element) return;
    if (open && !element.open) {
      opener.current = document.activeElement;
      element.showModal();
    } else if (!open && element.open) {
      element.close();
    }
  }, [open]);

  // Said before the browser closes it: afterwards the focus is back at the opener already, and who presses Enter there
  // at once would be overtaken by the news that the dialog was closed.
  function cancelled(event: SyntheticEvent) {
    if (event.target !== dialog.current) return;
    event.preventDefault();
    onClose();
  }

  function closed() {
    // Opened again before the news came.
    if (dialog.current?.open) return;
    // Browsers return the focus themselves, except where the opener was inside something re-rendered.
    if (document.activeElement === document.body && opener.current instanceof HTMLElement) opener.current.focus();
    if (open) onClose();
  }

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the click is on the backdrop; the key for the same is Esc, native.
    <dialog
      ref={dialog}
      className={`pv-dialog${shape === 'sheet' ? ' pv-dialog--sheet' : ''}${width === 'wide' ? ' pv-dialog--wide' : ''}`}
      aria-labelledby={titleId}
      onCancel={cancelled}
      onClose={closed}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      {open && (
        <>
          <header className="pv-dialog__head">
            <h2 id={titleId}>{title}</h2>
            <IconButton icon="close" label={closeLabel} onClick={onClose} />
          </header>
          <div className="pv-dialog__body">{children}</div>
        </>
      )}
    </dialog>
  );
}

export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="pv-dialog__actions">{children}</div>;
}
