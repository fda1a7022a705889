import { useTranslation } from '../../../i18n';
import { historyPage } from '../addresses';

interface VersionLineProps {
  slug: string;
  documentId: string;
  versions: number;
  /** Of which document, for who hears the link away from it. */
  title: string;
}

/** The familiar line: «Versione 9 (di 9) vedi altre versioni». */
export function VersionLine({ slug, documentId, versions, title }: VersionLineProps) {
  const { t } = useTranslation();
  if (versions === 0) return null;
  return (
    <span className="version-line">
      {t('versions.line', { number: versions, count: versions })}{' '}
      <a href={historyPage(slug, documentId)}>
        {t('versions.others')}
        <span className="visually-hidden"> · {title}</span>
      </a>
    </span>
  );
}
