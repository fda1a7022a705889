import { useEffect } from 'react';
import { useTranslation } from '../i18n';
import { Icon } from '../ui/Icon';
import { MAIN_ID } from '../ui/TopBar';

export function NotSignedInPage() {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${t('common.notSignedIn.title')} · ${t('common.appName')}`;
  }, [t]);
  return (
    <main id={MAIN_ID} tabIndex={-1} className="pv-page">
      <div className="pv-plain">
        <h1>{t('common.notSignedIn.title')}</h1>
        <p>{t('common.notSignedIn.lead')}</p>
        <ul>
          <li>
            <Icon name="link" />
            {t('common.notSignedIn.link')}
          </li>
          <li>
            <Icon name="qr-code" />
            {t('common.notSignedIn.qr')}
          </li>
          <li>
            <Icon name="people" />
            {t('common.notSignedIn.ask')}
          </li>
        </ul>
      </div>
    </main>
  );
}
