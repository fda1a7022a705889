import { useEffect, useRef, useState } from 'react';
import { useTranslation } from '../../../i18n';
import type { DocumentState, Presence } from '../../../sync';
import { announce } from '../../../ui/announcer';
import type { Copy } from '../copy-life';
import { newsOf } from '../status';

/** Who is here already is told within this time of our coming in; who appears later has just entered. */
const SETTLED_MS = 1_500;

/** Says what who sees the page sees: the line lost and back, words brought back, somebody entering. */
export function useAnnouncements({ connection }: Copy, state: DocumentState, others: readonly Presence[]): number {
  const { t } = useTranslation();
  const [recovered, setRecovered] = useState(0);
  const before = useRef(state);
  const wasLost = useRef(false);
  const known = useRef<ReadonlySet<string> | null>(null);

  useEffect(() => {
    const news = newsOf(before.current, state, wasLost.current);
    before.current = state;
    if (!news) return;
    wasLost.current = news === 'lost';
    announce(t(`sync.news.${news}`));
  }, [state, t]);

  useEffect(() => {
    return connection.recovered.on((count) => {
      setRecovered(count);
      announce(t('sync.recovered', { count }));
    });
  }, [connection, t]);

  const isInside = state.state !== 'connecting';
  useEffect(() => {
    if (!isInside) return;
    const timer = setTimeout(() => {
      known.current ??= new Set();
    }, SETTLED_MS);
    return () => clearTimeout(timer);
  }, [isInside]);

  useEffect(() => {
    const names = new Set(others.map((other) => other.name));
    // Those who were here before us are in the list; only who comes now is news.
    const arrived = known.current ? [...names].filter((name) => !known.current?.has(name)) : [];
    if (known.current || others.length > 0) known.current = new Set([...(known.current ?? []), ...names]);
    for (const name of arrived) announce(t('document.presence.entered', { name }));
  }, [others, t]);

  return recovered;
}
