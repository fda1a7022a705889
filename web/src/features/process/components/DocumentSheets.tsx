import { useId, useState } from 'react';
import { Link } from 'wouter';
import type { DocumentSheet } from '../../../api';
import { useTranslation } from '../../../i18n';
import { Avatar } from '../../../ui/Avatar';
import { Badge } from '../../../ui/Badge';
import { Button } from '../../../ui/Button';
import { VersionLine } from '../../versions';
import { NewDocumentDialog } from './NewDocumentDialog';
import { PublishControl } from './PublishControl';

/** More bodies than this become a number. */
const MOST_NAMED = 6;

interface DocumentSheetsProps {
  slug: string;
  documents: readonly DocumentSheet[];
  mayCreate: boolean;
}

export function DocumentSheets({ slug, documents, mayCreate }: DocumentSheetsProps) {
  const { t } = useTranslation();
  const titleId = useId();
  const [creating, setCreating] = useState(false);
  // The register has pages of its own; it is not read as a text.
  const texts = documents.filter((document) => document.kind !== 'register');

  return (
    <section className="document-sheets" aria-labelledby={titleId}>
      <div className="document-sheets__head">
        <h2 id={titleId}>{t('process.documents.title')}</h2>
        {mayCreate && (
          <Button look="quiet" icon="add" onClick={() => setCreating(true)}>
            {t('process.documents.create')}
          </Button>
        )}
      </div>
      {texts.length === 0 ? (
        <p>{t('process.documents.empty')}</p>
      ) : (
        <ul className="document-sheets__list">
          {texts.map((document) => (
            <li key={document.id}>
              <Sheet slug={slug} document={document} mayPublish={mayCreate} />
            </li>
          ))}
        </ul>
      )}
      {mayCreate && <NewDocumentDialog slug={slug} open={creating} onClose={() => setCreating(false)} />}
    </section>
  );
}

interface SheetProps {
  slug: string;
  document: DocumentSheet;
  mayPublish: boolean;
}

function Sheet({ slug, document, mayPublish }: SheetProps) {
  const { t } = useTranslation();
  const kind = t(`common.documentKind.${document.kind}`);
  return (
    <article className="document-sheet">
      {document.title !== kind && <p className="pv-kicker">{kind}</p>}
      <div className="document-sheet__title">
        <h3>
          <Link href={`/t/${slug}/d/${document.id}`} className="document-sheet__link">
            {document.title}
          </Link>
        </h3>
        {document.published !== null && (
          <Badge tone="positive" icon="check">
            {t('process.documents.published')}
          </Badge>
        )}
      </div>
      {document.reference && <p className="pv-reference">{document.reference}</p>}
      <p className="document-sheet__facts">
        <VersionLine slug={slug} documentId={document.id} versions={document.versions} title={document.title} />
        {document.sections_count > 0 && (
          <span>{t('process.documents.sections', { count: document.sections_count })}</span>
        )}
      </p>
      <Present present={document.present} />
      {mayPublish && document.kind !== 'open' && <PublishControl slug={slug} document={document} />}
    </article>
  );
}

function Present({ present }: { present: DocumentSheet['present'] }) {
  const { t } = useTranslation();
  if (present.length === 0) return <p className="document-sheet__nobody">{t('process.documents.nobodyInside')}</p>;
  const shown = present.slice(0, MOST_NAMED);
  return (
    <div className="document-sheet__present">
      <span className="pv-kicker">{t('process.documents.inside')}</span>
      <ul>
        {shown.map((actor) => (
          <li key={actor.name}>
            <Avatar
              size="small"
              color={actor.color}
              name={t('process.documents.people', { name: actor.name, count: actor.count })}
              named
            />
          </li>
        ))}
        {present.length > MOST_NAMED && (
          <li>{t('process.documents.others', { count: present.length - MOST_NAMED })}</li>
        )}
      </ul>
    </div>
  );
}
