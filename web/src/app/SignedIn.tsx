import type { ReactNode } from 'react';
import { hasStatus, problemMessage, useLoadProblem, useMe } from '../api';
import { useTranslation } from '../i18n';
import { ProblemPage } from '../ui/ProblemPage';
import { MAIN_ID } from '../ui/TopBar';
import { Footer } from './Footer';
import { NotSignedInPage } from './NotSignedInPage';

interface SignedInProps {
  children: ReactNode;
  /** Stands while we ask, and draws nothing: it fetches what the page will need. */
  ahead?: ReactNode;
}

/** Asks who is here before a page is shown. Once known, nothing takes the page away from under who is writing. */
export function SignedIn({ children, ahead }: SignedInProps) {
  const { t } = useTranslation();
  const me = useMe();
  const problem = useLoadProblem(me);
  if (me.data) return children;
  if (hasStatus(problem, 401)) {
    return (
      <>
        <NotSignedInPage problem={problem} />
        <Footer />
      </>
    );
  }
  if (problem !== null) {
    return (
      <ProblemPage
        title={t('common.problem.title')}
        message={problemMessage(problem, t)}
        retryLabel={t('common.retry')}
        onRetry={() => me.refetch()}
      />
    );
  }
  return (
    <>
      {ahead}
      <main id={MAIN_ID} tabIndex={-1} className="pv-page">
        <p className="pv-loading" role="status">
          {t('common.loading')}
        </p>
      </main>
    </>
  );
}
