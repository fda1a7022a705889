import { useEffect } from 'react';
import { type Check, useRegisterView } from '../../../api';
import type { RegisterCopy } from '../../connection';
import type { Ties } from '../bindings/mentions';

/** The server looks at the whole register: it is asked when the table pauses, not at every letter. */
const SETTLED_MS = 1_500;
/** More would be a list of faults. */
const MOST = 3;
const NONE: readonly Check[] = [];

interface Place {
  readonly documentId: string;
  readonly section: string;
  readonly ties: Ties;
}

/** What is worth a second look in one section: about it, and about what it speaks of. Nothing in the room's view. */
export function useSectionChecks(slug: string, register: RegisterCopy | null, place: Place): readonly Check[] {
  const isOn = register !== null && !isInRoom();
  const { data, refetch } = useRegisterView(slug, isOn);

  useEffect(() => {
    if (!isOn || !register) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = register.store.subscribe(() => {
      clearTimeout(timer);
      timer = setTimeout(() => void refetch(), SETTLED_MS);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [isOn, register, refetch]);

  return isOn && data ? checksFor(data.checks, place) : NONE;
}

export function checksFor(checks: readonly Check[], { documentId, section, ties }: Place): readonly Check[] {
  return checks
    .filter(({ subject, severity }) => {
      // What only the delivery asks for can wait until then.
      if (severity === 'B') return false;
      if (subject.kind === 'section') return subject.id === section && (subject.document ?? documentId) === documentId;
      const tied = Object.entries(ties).find(([kind]) => kind === subject.kind)?.[1] ?? [];
      return tied.some(({ id }) => id === subject.id);
    })
    .slice(0, MOST);
}

/** On the wall of the room nobody is given advice. */
function isInRoom(): boolean {
  return new URLSearchParams(window.location.search).has('sala');
}
