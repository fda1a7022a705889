import { useCallback } from 'react';
import { useTranslation } from '../../../i18n';
import { Icon } from '../../../ui/Icon';
import { type Closure, closureOf, type Section } from '../sections';

/** Who may write in a section that is not open to the whole table, and why. */
export function SectionLock({ section }: { section: Section }) {
  const textOf = useClosureText();
  const closure = closureOf(section);
  if (!closure) return null;
  return (
    <p className="section__lock">
      <Icon name="lock" />
      <span>{textOf(closure)}</span>
    </p>
  );
}

/** «Scrive solo: Parrocchia San Michele · motivo» */
export function useClosureText(): (closure: Closure) => string {
  const { t } = useTranslation();
  return useCallback(
    (closure) => {
      const { reason } = closure;
      if (closure.kind === 'locked')
        return reason ? t('document.lock.lockedReason', { reason }) : t('document.lock.locked');
      const writer = closure.kind === 'writer' && closure.writer;
      const text = writer
        ? t('document.lock.writer', { writer })
        : t(closure.kind === 'office' ? 'document.lock.office' : 'document.lock.writerUnknown');
      return reason ? t('document.lock.withReason', { text, reason }) : text;
    },
    [t],
  );
}
