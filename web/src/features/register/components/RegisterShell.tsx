/** The frame of the register's pages: where we are, where the words are, who is inside, what happened to them. */
import type { ReactNode } from 'react';
import { useTranslation } from '../../../i18n';
import type { ConnectionView } from '../../../sync';
import { ProblemNotice } from '../../../ui/Notice';
import { MAIN_ID, TopBar } from '../../../ui/TopBar';
import {
  ConnectionNotices,
  PresenceList,
  type RegisterCopy,
  StatusLine,
  useAnnouncements,
  useLostTexts,
  usePresence,
} from '../../connection';

interface RegisterShellProps {
  slug: string;
  registerId: string;
  register: RegisterCopy;
  view: ConnectionView;
  processTitle: string;
  title: string;
  /** Why the rest of what the server knows is not here; the register itself is. */
  problem: string | null;
  onStartAgain: () => void;
  children: ReactNode;
}

export function RegisterShell(props: RegisterShellProps) {
  const { slug, registerId, register, view, processTitle, title, problem, onStartAgain, children } = props;
  const { t } = useTranslation();
  const others = usePresence(register.connection);
  const recovered = useAnnouncements(register, view.state, others);
  const lost = useLostTexts(registerId, register.connection, view);
  const isComing = view.state.state !== 'outdated' && view.state.state !== 'refused';
  const home = { label: processTitle || t('document.process'), href: `/t/${slug}` };
  const trail = [home, { label: t('register.title'), href: `/t/${slug}/registro` }];
  return (
    <div className="register">
      <div className="register__bar">
        <TopBar
          skipLabel={t('common.skipToContent')}
          trailLabel={t('common.navigation')}
          trail={title === t('register.title') ? [home, { label: title }] : [...trail, { label: title }]}
        >
          <StatusLine view={view} />
          <PresenceList own={view.lease} others={others} />
        </TopBar>
      </div>
      <main id={MAIN_ID} tabIndex={-1} className="register__main pv-page">
        <h1 className="register__title">{title}</h1>
        <ConnectionNotices
          view={view}
          recovered={recovered}
          lost={lost.all.filter(({ isMine }) => isMine)}
          onStartAgain={onStartAgain}
          onRetry={() => register.connection.retry()}
          onSettle={(text) => void lost.settle(text).catch(() => undefined)}
        />
        {problem !== null && <ProblemNotice message={problem} />}
        {!view.isReady && isComing && (
          <p className="pv-loading" role="status">
            {t('common.loading')}
          </p>
        )}
        {view.isReady && children}
      </main>
    </div>
  );
}
