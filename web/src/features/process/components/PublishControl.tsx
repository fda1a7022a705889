import { useState } from 'react';
import { type DocumentSheet, problemMessage, usePublishDocument } from '../../../api';
import { useTranslation } from '../../../i18n';
import { Button } from '../../../ui/Button';
import { Dialog, DialogActions } from '../../../ui/Dialog';
import { ProblemNotice } from '../../../ui/Notice';

/** Publishes a document or takes it back; says first who will read it. */
export function PublishControl({ slug, document }: { slug: string; document: DocumentSheet }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const publish = usePublishDocument(slug, document.id);
  const published = document.published !== null;

  function close() {
    setAsking(false);
    publish.reset();
  }

  return (
    <div className="document-sheet__publish">
      {published && <a href={`/p/${slug}/d/${document.id}`}>{t('process.publish.page')}</a>}
      <Button look="quiet" onClick={() => setAsking(true)}>
        {t(published ? 'process.publish.withdraw' : 'process.publish.publish')}
      </Button>
      <Dialog open={asking} title={document.title} closeLabel={t('common.cancel')} onClose={close}>
        <p>{t(published ? 'process.publish.withdrawAsk' : 'process.publish.publishAsk')}</p>
        {publish.error && <ProblemNotice message={problemMessage(publish.error, t)} />}
        <DialogActions>
          <Button look="quiet" onClick={close}>
            {t('common.cancel')}
          </Button>
          <Button
            look="primary"
            aria-disabled={publish.isPending || undefined}
            onClick={() => {
              if (!publish.isPending) publish.mutate(!published, { onSuccess: close });
            }}
          >
            {t(published ? 'process.publish.withdraw' : 'process.publish.publish')}
          </Button>
        </DialogActions>
      </Dialog>
    </div>
  );
}
