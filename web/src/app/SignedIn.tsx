import type { ReactNode } from 'react';
import { hasStatus, problemMessage, useMe } from '../api';
import { useTranslation } from '../i18n';
import { ProblemNotice } from '../ui/Notice';
import { MAIN_ID } from '../ui/TopBar';
import { Footer } from './Footer';
import { NotSignedInPage } from './NotSignedInPage';

/** Asks who is here before a page is shown. Once known, nothing takes the page away from under who is writing. */
export function SignedIn({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const me = useMe();
  if (me.data) return children;
  if (hasStatus(me.error, 401)) {
    return (
      <>
        <NotSignedInPage />
        <Footer />
      </>
    );
  }
  return (
    <main id={MAIN_ID} tabIndex={-1} className="pv-page">
      {me.error ? (
        <div className="pv-plain">
          <ProblemNotice
            message={problemMessage(me.error, t)}
            retryLabel={t('common.retry')}
            onRetry={() => me.refetch()}
          />
        </div>
      ) : (
        <p className="pv-loading" role="status">
          {t('common.loading')}
        </p>
      )}
    </main>
  );
}
