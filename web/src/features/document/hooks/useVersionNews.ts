import { useEffect } from 'react';
import { useTellVersion } from '../../../api';
import { useTranslation } from '../../../i18n';
import type { DocumentConnection } from '../../../sync';
import { announce } from '../../../ui/announcer';

/** «Versione 5 (di 5)» follows what others make, and who cannot see the line hears of it. */
export function useVersionNews(documentId: string, connection: DocumentConnection): void {
  const { t } = useTranslation();
  const tell = useTellVersion(documentId);
  useEffect(
    () =>
      connection.versions.on((number) => {
        // Who made it has been told already.
        if (tell(number)) announce(t('versions.news', { number }));
      }),
    [connection, tell, t],
  );
}
