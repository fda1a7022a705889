/** What the server knows of the register beside its fields: what two set at once, and what is worth a second look. */
import { useEffect, useMemo } from 'react';
import type { Check, FieldConflict } from '../../../api';
import { useCheckSettings, useRegisterView } from '../../../api';
import type { RegisterSnapshot } from '../../../register';
import type { RegisterCopy } from '../../connection';

/** After the last change has settled: checks follow within two seconds, and nobody's typing is counted letter by letter. */
const SETTLED_MS = 700;
/** A table that never stops typing gets its checks all the same. */
const AT_LEAST_MS = 2_000;

export interface ServerView {
  readonly conflictsOf: ReadonlyMap<string, readonly FieldConflict[]>;
  readonly checksOf: ReadonlyMap<string, readonly Check[]>;
  readonly checks: readonly Check[];
  readonly conflicts: readonly FieldConflict[];
  readonly mostDeadlines: number;
}

const NO_CHECKS: readonly Check[] = [];
const NO_CONFLICTS: readonly FieldConflict[] = [];
const DEFAULT_MOST_DEADLINES = 3;

export function useServerView(
  slug: string,
  register: RegisterCopy | null,
  snapshot: RegisterSnapshot | null,
): ServerView {
  const { data, refetch } = useRegisterView(slug, register !== null);
  const settings = useCheckSettings(slug, register !== null);

  useEffect(() => {
    if (!register) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let waitingSince: number | null = null;
    const ask = () => {
      waitingSince = null;
      void refetch();
    };
    const onChange = () => {
      const now = performance.now();
      waitingSince ??= now;
      clearTimeout(timer);
      timer = setTimeout(ask, Math.max(0, Math.min(SETTLED_MS, waitingSince + AT_LEAST_MS - now)));
    };
    const stops = [register.store.subscribe(onChange), register.connection.conflicts.on(onChange)];
    return () => {
      clearTimeout(timer);
      for (const stop of stops) stop();
    };
  }, [register, refetch]);

  const conflicts = data?.conflicts ?? NO_CONFLICTS;
  const checks = data?.checks ?? NO_CHECKS;
  const mostDeadlines = settings.data?.max_deadlines_per_month ?? DEFAULT_MOST_DEADLINES;
  const isHere = snapshot !== null;
  return useMemo(
    () => ({
      checks,
      conflicts,
      mostDeadlines,
      conflictsOf: isHere ? groupBy(conflicts, ({ id }) => id) : new Map(),
      checksOf: isHere ? groupBy(checks, ({ subject }) => subject.id) : new Map(),
    }),
    [checks, conflicts, mostDeadlines, isHere],
  );
}

function groupBy<T>(all: readonly T[], of: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(of(one), [...(groups.get(of(one)) ?? []), one]);
  return groups;
}
