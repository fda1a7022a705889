import { useEffect, useRef } from 'react';
import { useTranslation } from '../../../i18n';
import { announce } from '../../../ui/announcer';
import { useClosureText } from '../components/SectionLock';
import { closureOf, type Section } from '../sections';

/** Says it when a section closes or opens, or writing is paused or goes on, to who cannot see the padlock. */
export function useClosureNews(sections: readonly Section[], pause: string | null, isReady: boolean): void {
  const { t } = useTranslation();
  const textOf = useClosureText();
  const known = useRef<ReadonlyMap<string, string> | null>(null);
  const wasPaused = useRef<string | null>(null);

  useEffect(() => {
    if (!isReady) return;
    const now = new Map<string, string>();
    for (const section of sections) {
      const closure = closureOf(section);
      now.set(section.id, closure ? textOf(closure) : '');
    }
    const before = known.current;
    known.current = now;
    for (const { id, title } of before ? sections : []) {
      const [then, text] = [before?.get(id), now.get(id)];
      if (then === undefined || text === undefined || then === text) continue;
      const name = title || t('document.section.untitled');
      announce(text === '' ? t('document.lock.opened', { name }) : t('document.lock.closed', { name, text }));
    }
  }, [sections, isReady, t, textOf]);

  useEffect(() => {
    if (wasPaused.current === pause) return;
    wasPaused.current = pause;
    if (pause === null) announce(t('document.pause.over'));
    else announce(pause === '' ? t('document.pause.banner') : t('document.pause.bannerReason', { reason: pause }));
  }, [pause, t]);
}
