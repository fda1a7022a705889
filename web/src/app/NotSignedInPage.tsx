import { useEffect } from 'react';
import { ApiProblem, problemMessage } from '../api';
import { useTranslation } from '../i18n';
import { Icon } from '../ui/Icon';
import { MAIN_ID } from '../ui/TopBar';

/** `problem` is why: a link that was taken back says so in the server's words. */
export function NotSignedInPage({ problem }: { problem: unknown }) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${t('common.notSignedIn.title')} · ${t('common.appName')}`;
  }, [t]);
  return (
    <main id={MAIN_ID} tabIndex={-1} className="pv-page">
      <div className="pv-plain">
        <h1>{t('common.notSignedIn.title')}</h1>
        <p>
          {isOver(problem) && `${problemMessage(problem, t)} `}
          {t('common.notSignedIn.lead')}
        </p>
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

function isOver(problem: unknown): boolean {
  return problem instanceof ApiProblem && (problem.code === 'entry-expired' || problem.code === 'entry-revoked');
}
