import { useCallback, useEffect, useRef, useState } from 'react';
import type * as Y from 'yjs';
import { useAuthorship } from '../../../api';
import { useTranslation } from '../../../i18n';
import type { Lease } from '../../../sync';
import { announce } from '../../../ui/announcer';
import { authorsIn, unknownClients } from '../bodies';
import { Ink } from '../ink';

/** Remembered as long as the page is open on this device, and no longer. */
const REMEMBERED = 'pattovivo-authors';
/** Somebody new writes more than one letter: one question is enough for them. */
const ASK_AGAIN_AFTER_MS = 1_000;

export interface Attribution {
  readonly ink: Ink;
  /** Whether who reads here is told at all. */
  readonly isAllowed: boolean;
  readonly isOn: boolean;
  /** Wanted, and not there yet. */
  readonly isComing: boolean;
  /** Why it is not there. */
  readonly problem: unknown;
  readonly toggle: () => void;
}

/** Whether the document shows who wrote what: off at first, switched by each person for their own page. */
export function useAttribution(documentId: string, doc: Y.Doc, lease: Lease | null): Attribution {
  const { t } = useTranslation();
  const [ink] = useState(() => new Ink());
  const [isWanted, setWanted] = useState(() => readRemembered());
  // The community reads the words; whose they are is for the table.
  const isAllowed = lease !== null && lease.role !== 'community';
  const isOn = isWanted && isAllowed;
  const { data, error, refetch } = useAuthorship(documentId, isOn);
  const [isShown, setShown] = useState(false);

  useEffect(() => {
    if (!isOn || data === undefined) {
      ink.set(null);
      setShown(false);
      return;
    }
    let isCurrent = true;
    void import('../painting').then(({ Painting }) => {
      if (!isCurrent) return;
      ink.set(new Painting(authorsIn(data, t('versions.authors.coordination'))));
      setShown(true);
    });
    return () => {
      isCurrent = false;
    };
  }, [ink, isOn, data, t]);

  const askAgain = useCallback(() => void refetch(), [refetch]);
  useNewWriters(doc, isOn ? data : undefined, askAgain);

  function toggle() {
    remember(!isOn);
    setWanted(!isOn);
    announce(t(isOn ? 'versions.authors.hidden' : 'versions.authors.shown'));
  }

  const problem = isOn && !isShown ? error : null;
  return { ink, isAllowed, isOn, isComing: isOn && !isShown && problem === null, problem, toggle };
}

/** Calls when somebody writes whom the answer does not know. Who stays unknown is asked about once. */
function useNewWriters(doc: Y.Doc, known: Parameters<typeof unknownClients>[1] | undefined, onNew: () => void): void {
  const asked = useRef(new Set<number>());
  useEffect(() => {
    if (known === undefined) return;
    let timer: ReturnType<typeof setTimeout> | null = null;
    let seen = 0;
    const look = () => {
      const { clients } = doc.store;
      if (clients.size === seen) return;
      seen = clients.size;
      const fresh = unknownClients(clients.keys(), known).filter((client) => !asked.current.has(client));
      if (fresh.length === 0) return;
      for (const client of fresh) asked.current.add(client);
      timer ??= setTimeout(() => {
        timer = null;
        onNew();
      }, ASK_AGAIN_AFTER_MS);
    };
    look();
    doc.on('afterTransaction', look);
    return () => {
      doc.off('afterTransaction', look);
      if (timer !== null) clearTimeout(timer);
    };
  }, [doc, known, onNew]);
}

function readRemembered(): boolean {
  try {
    return sessionStorage.getItem(REMEMBERED) !== null;
  } catch {
    return false; // A browser without storage begins with it off each time.
  }
}

function remember(isOn: boolean): void {
  try {
    if (isOn) sessionStorage.setItem(REMEMBERED, '1');
    else sessionStorage.removeItem(REMEMBERED);
  } catch {
    // It is off again after a reload: no harm.
  }
}
