import { useTranslation } from '../../../i18n';
import { Icon } from '../../../ui/Icon';

/** Seen wherever one reads; said aloud by the page's live region, once. */
export function PauseBanner({ reason }: { reason: string }) {
  const { t } = useTranslation();
  return (
    <p className="document__pause">
      <Icon name="pause" />
      <span>{reason === '' ? t('document.pause.banner') : t('document.pause.bannerReason', { reason })}</span>
    </p>
  );
}
