import { useEffect, useMemo, useRef, useState } from 'react';
import type { InsertMenu, Reference, ReferenceKind } from '../../../editor';
import { useTranslation } from '../../../i18n';
import { announce } from '../../../ui/announcer';
import { insertInto } from '../bindings/insert';
import { INSERTABLE, kindsFor } from '../bindings/insertable';
import type { Desk } from '../desk';

/** Where something is put in, and of which kind it shall be. */
export interface Asked {
  readonly section: string;
  readonly kind: ReferenceKind;
}

export interface Insertion {
  readonly menu: InsertMenu;
  /** The question that is open: which one of this kind. */
  readonly asked: Asked | null;
  /** Asks which one, or puts it in where there is only one. In the section of the caret. */
  readonly ask: (kind: ReferenceKind) => void;
  readonly put: (section: string, reference: Reference) => void;
  readonly close: () => void;
}

/** How things of the register come into the text, by whatever way they are chosen. */
export function useInsertion(desk: Desk): Insertion {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<Asked | null>(null);

  function put(section: string, reference: Reference) {
    const what = t(`bindings.kind.${reference.kind}`);
    // While a dialog closes, nothing behind it takes the focus.
    requestAnimationFrame(() => {
      void insertInto(desk, section, reference).then((isIn) =>
        announce(isIn ? t('bindings.inserted', { what }) : t('bindings.notInserted', { what })),
      );
    });
  }

  function ask(kind: ReferenceKind) {
    const { section } = desk.view;
    if (section === null) return;
    if (kind === 'timelineView') put(section, { kind, value: 'main' });
    else setAsked({ section, kind });
  }

  const latest = useRef(ask);
  useEffect(() => {
    latest.current = ask;
  });
  // Editors keep it for as long as they live.
  const menu = useMemo<InsertMenu>(
    () => ({
      label: () => t('bindings.menu'),
      choices: kindsFor,
      countWords: (count) => t('bindings.choices', { count }),
      choose: (id) => {
        const kind = INSERTABLE.find((known) => known === id);
        if (kind) latest.current(kind);
      },
    }),
    [t],
  );
  return { menu, asked, ask, put, close: () => setAsked(null) };
}
