/** Periods and resources of the register in words, in the language of the page. */
import { useCallback } from 'react';
import { currentLanguage, useTranslation } from '../../../i18n';
import { type Calendar, type Resource, resourceText, type When } from '../../../register';
import { periodOf } from '../model/labels';

export function useWords() {
  const { t } = useTranslation();
  const period = useCallback(
    (from: When | null, to: When | null, calendar: Calendar): string => {
      const said = periodOf(from, to, calendar, currentLanguage());
      if (said === null) return '';
      if (said.say === 'span') return t('register.period.span', { from: said.from, to: said.to });
      if (said.say === 'at') return said.when;
      return said.say === 'by'
        ? t('register.period.by', { when: said.when })
        : t('register.period.from', { when: said.when });
    },
    [t],
  );
  const resources = useCallback(
    (all: readonly Resource[]): string => all.map((resource) => resourceText(resource, currentLanguage())).join(', '),
    [],
  );
  return { period, resources };
}
