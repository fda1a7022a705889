import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Route, Switch } from 'wouter';
import { createQueryClient, useProcess } from '../api';
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

type RegisterPage = { readonly Page: typeof import('../features/register').default };
let registerPage: RegisterPage | null = null;

async function loadRegisterPage(): Promise<void> {
  const { default: Page } = await import('../features/register');
  registerPage = { Page };
}

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
              <SignedIn ahead={<RegisterAhead slug={slug} />}>
                <RegisterWhenHere slug={slug} rest={rest ?? ''} />
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

/** Not by Suspense, which holds back what is ready for a third of a second, lest a page flicker. */
function RegisterWhenHere({ slug, rest }: { slug: string; rest: string }) {
  const [page, setPage] = useState(registerPage);
  const [problem, setProblem] = useState<unknown>(null);
  useEffect(() => {
    if (page === null) loadRegisterPage().then(() => setPage(registerPage), setProblem);
  }, [page]);
  if (problem !== null) throw problem;
  if (page === null) return <Loading />;
  const { Page } = page;
  return <Page slug={slug} rest={rest} />;
}

/** What the register needs is asked for together with who is asking, not after it. */
function RegisterAhead({ slug }: { slug: string }) {
  useProcess(slug);
  useEffect(() => {
    loadRegisterPage().catch(() => {
      // It is fetched again when it is shown, and says so there.
    });
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
