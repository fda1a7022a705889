import { useTranslation } from '../../../i18n';
import { VersionLine } from '../../versions';

interface DocumentHeadProps {
  slug: string;
  documentId: string;
  title: string;
  versions: number;
  /** It is not there, or not for who asks. */
  isLost: boolean;
}

export function DocumentHead({ slug, documentId, title, versions, isLost }: DocumentHeadProps) {
  const { t } = useTranslation();
  return (
    <>
      <h1 className="document__title">{title || (isLost && t('common.problem.title'))}</h1>
      {versions > 0 && !isLost && (
        <p className="document__versions">
          <VersionLine slug={slug} documentId={documentId} versions={versions} title={title} />
        </p>
      )}
    </>
  );
}
