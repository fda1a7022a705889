import type { TFunction } from 'i18next';
import { type Me, useMe } from '../api';
import { useTranslation } from '../i18n';
import { Avatar } from '../ui/Avatar';
import { TopBar } from '../ui/TopBar';

export function ProcessBar() {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <TopBar
      skipLabel={t('common.skipToContent')}
      trailLabel={t('common.navigation')}
      trail={[{ label: t('common.appName') }]}
      width="page"
    >
      {me.data && <Identity me={me.data} />}
    </TopBar>
  );
}

function Identity({ me }: { me: Me }) {
  const { t } = useTranslation();
  return (
    <span className="pv-identity">
      <span className="pv-identity__as">{identityPhrase(me, t)}</span>
      <Avatar name={me.actor?.name ?? t(`common.role.${me.role}`)} color={me.actor?.color ?? null} named />
    </span>
  );
}

function identityPhrase(me: Me, t: TFunction): string {
  if (me.role !== 'coordinator' && me.role !== 'member') return t('common.identity.readingAs');
  return me.actor ? t('common.identity.writingFor') : t('common.identity.writingAs');
}
