import { useDocument } from '../../api';
import { useTranslation } from '../../i18n';
import { MAIN_ID } from '../../ui/TopBar';
import { DocumentRoom } from './components/DocumentRoom';
import { useDesk } from './hooks/useDesk';
import './document.scss';
import './bindings.scss';

export function DocumentPage({ slug, documentId }: { slug: string; documentId: string }) {
  const { t } = useTranslation();
  const { desk, startAgain } = useDesk(documentId);
  // The text comes over the socket; this only says what may be done with it and what it is called.
  const details = useDocument(documentId);
  if (!desk) {
    return (
      <main id={MAIN_ID} tabIndex={-1}>
        <p className="pv-loading" role="status">
          {t('common.loading')}
        </p>
      </main>
    );
  }
  return (
    <DocumentRoom
      slug={slug}
      documentId={documentId}
      desk={desk}
      details={details.data ?? null}
      problem={details.error}
      onStartAgain={startAgain}
    />
  );
}
