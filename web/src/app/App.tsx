import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
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

const DocumentPage = lazy(() => import('../features/document'));

export function App() {
  const [queries] = useState(createQueryClient);
  return (
    <ErrorBoundary>
      <QueryClientProvider client={queries}>
        <Switch>
          <Route path="/t/:slug">
            {({ slug }) => (
              <SignedIn>
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

function Loading() {
  const { t } = useTranslation();
  return (
    <p className="pv-loading" role="status">
      {t('common.loading')}
    </p>
  );
}
