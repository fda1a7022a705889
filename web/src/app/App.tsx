import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Route, Switch } from 'wouter';
import { createQueryClient } from '../api';
import { ProcessPage } from '../features/process';
import { useTranslation } from '../i18n';
import { LiveRegion } from '../ui/LiveRegion';
import { ErrorBoundary } from './ErrorBoundary';
import { Footer } from './Footer';
import { NotFoundPage } from './NotFoundPage';
import { ProcessBar } from './ProcessBar';
import { SignedIn } from './SignedIn';

const loadDocumentPage = () => import('../features/document');
const DocumentPage = lazy(loadDocumentPage);
const RegisterPage = lazy(() => import('../features/register'));

/** After the home page has had the line to itself. */
const FETCH_AHEAD_MS = 1_000;

export function App() {
  const [queries] = useState(createQueryClient);
  return (
    <ErrorBoundary>
      <QueryClientProvider client={queries}>
        <Switch>
          <Route path="/t/:slug">
            {({ slug }) => (
              <SignedIn>
                <FetchAhead />
                <ProcessBar />
                <ProcessPage slug={slug} />
                <Footer />
              </SignedIn>
            )}
          </Route>
          <Route path="/t/:slug/d/:documentId">
            {({ slug, documentId }) => (
              <SignedIn>
                <Suspense fallback={<Loading />}>
                  {/* The key: two documents never share an editor's state. */}
                  <DocumentPage key={documentId} slug={slug} documentId={documentId} />
                </Suspense>
              </SignedIn>
            )}
          </Route>
          <Route path="/t/:slug/registro/*?">
            {({ slug, '*': rest }) => (
              <SignedIn>
                <Suspense fallback={<Loading />}>
                  <RegisterPage slug={slug} rest={rest ?? ''} />
                </Suspense>
                <Footer />
              </SignedIn>
            )}
          </Route>
          <Route>
            <NotFoundPage />
            <Footer />
          </Route>
        </Switch>
        <LiveRegion />
      </QueryClientProvider>
    </ErrorBoundary>
  );
}

/** While somebody reads the home page the editor is fetched: the text is then one tap away on a slow phone too. */
function FetchAhead() {
  useEffect(() => {
    const timer = setTimeout(() => {
      loadDocumentPage().catch(() => {
        // Without network it is fetched when it is asked for, and says so there.
      });
    }, FETCH_AHEAD_MS);
    return () => clearTimeout(timer);
  }, []);
  return null;
}

function Loading() {
  const { t } = useTranslation();
  return (
    <p className="pv-loading" role="status">
      {t('common.loading')}
    </p>
  );
}
