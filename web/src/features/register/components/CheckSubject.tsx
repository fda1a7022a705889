/** What a check speaks of, as a way to it: a card, a body's sheet, the lines, a section, the calendar. */
import { Link } from 'wouter';
import type { Check } from '../../../api';
import { useTranslation } from '../../../i18n';
import type { RegisterSnapshot } from '../../../register';
import { useRegisterDesk } from '../hooks/useRegisterDesk';

export function CheckSubject({ check, register }: { check: Check; register: RegisterSnapshot }) {
  const { t } = useTranslation();
  const { slug, openCard } = useRegisterDesk();
  const { kind, id, document } = check.subject;
  if (kind === 'commitment') {
    return (
      <button type="button" className="link-like" onClick={() => openCard(id)}>
        {register.commitments.byId.get(id)?.what || t('register.commitment.unsaid')}
      </button>
    );
  }
  if (kind === 'actor') {
    return <Link href={`/t/${slug}/registro/soggetto/${id}`}>{register.actors.byId.get(id)?.name ?? ''}</Link>;
  }
  if (kind === 'section' && document) {
    return <Link href={`/t/${slug}/d/${document}#section-${id}`}>{t('register.checks.toSection')}</Link>;
  }
  if (kind === 'action') {
    return <Link href={`/t/${slug}/registro/linee`}>{register.actions.byId.get(id)?.name ?? ''}</Link>;
  }
  return <Link href={`/t/${slug}/registro/calendario`}>{t('register.view.calendario')}</Link>;
}
