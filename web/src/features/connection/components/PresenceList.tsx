import { useTranslation } from '../../../i18n';
import type { Lease, Presence } from '../../../sync';
import { Avatar } from '../../../ui/Avatar';
import { Icon } from '../../../ui/Icon';

/** Beyond this many, signs become a crowd and a number says more. */
const MOST_SIGNS = 12;

/** Who is inside, one sign for each connection: initials and the body's name. */
export function PresenceList({ own, others }: { own: Lease | null; others: readonly Presence[] }) {
  const { t } = useTranslation();
  if (!own) return null;
  const count = others.length + 1;
  const ownName = own.actor?.name ?? t(`common.role.${own.role}`);
  const shown = count > MOST_SIGNS ? [] : others;
  return (
    <section className="presence" aria-label={t('document.presence.label')}>
      <span className="presence__count">
        <Icon name="people" />
        <span aria-hidden="true">{count}</span>
        <span className="visually-hidden">{t('document.presence.count', { count })}</span>
      </span>
      {count <= MOST_SIGNS && (
        <ul className="presence__signs">
          <li>
            <Avatar name={ownName} color={own.actor?.color ?? null} size="small" />
            <span className="visually-hidden"> ({t('document.presence.you')})</span>
          </li>
          {shown.map((other) => (
            <li key={other.clientId}>
              <Avatar name={other.name} color={other.color} size="small" />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
