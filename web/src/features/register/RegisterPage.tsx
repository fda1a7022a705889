/** The register of a process: one live copy of it for all its pages. */
import { useCallback, useEffect, useMemo, useState } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { type ActorName, problemMessage, useLoadProblem, useProcess } from '../../api';
import { civilMoment, useTranslation } from '../../i18n';
import type { RegisterSnapshot } from '../../register';
import type { ConnectionView } from '../../sync';
import { ProblemPage } from '../../ui/ProblemPage';
import { MAIN_ID } from '../../ui/TopBar';
import { type RegisterCopy, useConnectionView, useRegister, useSnapshot } from '../connection';
import { CommitmentSheet } from './components/CommitmentSheet';
import { Conflicts } from './components/Conflicts';
import { Downloads } from './components/Downloads';
import { EmptyRegister } from './components/EmptyRegister';
import { NewCards } from './components/NewCards';
import { RegisterShell } from './components/RegisterShell';
import { Suggestions, useIsHall } from './components/Suggestions';
import { TakenOut } from './components/TakenOut';
import { VIEWS, type View, ViewTabs } from './components/ViewTabs';
import { type RegisterDesk, RegisterDeskContext, useRegisterDesk } from './hooks/useRegisterDesk';
import { type ServerView, useServerView } from './hooks/useServerView';
import { colorFor } from './model/colors';
import type { Draft } from './model/draft';
import { ActorSheetView } from './views/ActorSheetView';
import { ByActorView } from './views/ByActorView';
import { ByLineView } from './views/ByLineView';
import { CalendarView } from './views/CalendarView';
import { ChecksView } from './views/ChecksView';
import { TableView } from './views/TableView';
import './register.scss';

const NO_BODIES: readonly ActorName[] = [];

/** Which card is open, in the address: a link from a text opens it. */
const CARD_PARAMETER = 'impegno';

export type Place = { at: 'view'; view: View } | { at: 'checks' } | { at: 'actor'; id: string };

export function placeIn(rest: string): Place {
  const [first = '', second = ''] = rest.split('/').filter((part) => part !== '');
  if (first === 'controlli') return { at: 'checks' };
  if (first === 'soggetto' && second !== '') return { at: 'actor', id: second };
  return { at: 'view', view: VIEWS.find((view) => view === first) ?? 'soggetti' };
}

export function RegisterPage({ slug, rest }: { slug: string; rest: string }) {
  const { t } = useTranslation();
  const process = useProcess(slug);
  const problem = useLoadProblem(process);
  const registerId = process.data?.register ?? null;
  const { register, startAgain } = useRegister(registerId);

  if (problem !== null || (process.data && registerId === null)) {
    return (
      <ProblemPage
        title={t('common.problem.title')}
        message={problem === null ? t('common.problem.notFound') : problemMessage(problem, t)}
        retryLabel={t('common.retry')}
        onRetry={() => process.refetch()}
      />
    );
  }
  if (!register || registerId === null) {
    return (
      <main id={MAIN_ID} tabIndex={-1}>
        <p className="pv-loading" role="status">
          {t('common.loading')}
        </p>
      </main>
    );
  }
  return (
    <LiveRegister
      slug={slug}
      place={placeIn(rest)}
      registerId={registerId}
      register={register}
      processTitle={process.data?.title ?? ''}
      bodies={process.data?.actors ?? NO_BODIES}
      onStartAgain={startAgain}
    />
  );
}

interface LiveRegisterProps {
  slug: string;
  place: Place;
  registerId: string;
  register: RegisterCopy;
  processTitle: string;
  /** Bodies as the server knows them, with their colours. */
  bodies: readonly ActorName[];
  onStartAgain: () => void;
}

function LiveRegister({ slug, place, registerId, register, processTitle, bodies, onStartAgain }: LiveRegisterProps) {
  const view = useConnectionView(register);
  const snapshot = useSnapshot(register);
  const server = useServerView(slug, register, snapshot);
  const [openId, openCard] = useOpenCard();
  const desk = useDeskValue(slug, register, view, server, bodies, openCard);
  const title = useTitle(place, snapshot, processTitle);
  const open = openId === null ? null : (snapshot.commitments.byId.get(openId) ?? null);
  return (
    <RegisterDeskContext value={desk}>
      <RegisterShell
        slug={slug}
        registerId={registerId}
        register={register}
        view={view}
        processTitle={processTitle}
        title={title}
        problem={null}
        onStartAgain={onStartAgain}
      >
        <PlaceView slug={slug} place={place} register={snapshot} server={server} />
        <CommitmentSheet commitment={open} register={snapshot} onClose={() => openCard(null)} />
      </RegisterShell>
    </RegisterDeskContext>
  );
}

interface PlaceViewProps {
  slug: string;
  place: Place;
  register: RegisterSnapshot;
  server: ServerView;
}

function PlaceView({ slug, place, register, server }: PlaceViewProps) {
  const { t } = useTranslation();
  if (place.at === 'checks') return <ChecksView register={register} checks={server.checks} />;
  if (place.at === 'actor') {
    const actor = register.actors.byId.get(place.id);
    return actor ? (
      <ActorSheetView actor={actor} register={register} checks={server.checks} />
    ) : (
      <p>{t('register.sheet.gone')}</p>
    );
  }
  return <Views slug={slug} view={place.view} register={register} server={server} />;
}

function Views({
  slug,
  view,
  register,
  server,
}: {
  slug: string;
  view: View;
  register: RegisterSnapshot;
  server: ServerView;
}) {
  const { t } = useTranslation();
  const [proposed, setProposed] = useState<Draft | null>(null);
  const desk = useRegisterDesk();
  const isHall = useIsHall();
  const isEmpty = register.commitments.all.length === 0;
  const others = server.conflicts.filter(({ entity }) => entity !== 'commitment');
  // What is said of a card is said on it.
  const general = server.checks.filter(({ subject }) => subject.kind !== 'commitment');
  return (
    <>
      <ViewTabs slug={slug} current={view} />
      {desk.canEdit && <NewCards register={register} proposed={proposed} onProposed={setProposed} />}
      <Conflicts conflicts={others} register={register} />
      <Suggestions checks={general} register={register} />
      {isEmpty && <EmptyRegister own={desk.own} canEdit={desk.canEdit} onUse={setProposed} />}
      {view === 'soggetti' && <ByActorView register={register} onPropose={setProposed} />}
      {view === 'linee' && <ByLineView register={register} onPropose={setProposed} />}
      {view === 'tabella' && <TableView register={register} />}
      {view === 'calendario' && <CalendarView register={register} />}
      <TakenOut register={register} />
      <footer className="register__foot">
        {!isHall && (
          <Link href={`/t/${slug}/registro/controlli`}>
            {t('register.checks.link', { count: server.checks.length })}
          </Link>
        )}
        {desk.own !== null && <Link href={`/t/${slug}/registro/soggetto/${desk.own}`}>{t('register.sheet.mine')}</Link>}
        <Downloads slug={slug} />
      </footer>
    </>
  );
}

/** The open card stands in the address, so that «indietro» closes it and a link opens it. */
function useOpenCard(): [string | null, (id: string | null) => void] {
  const [location, navigate] = useLocation();
  const search = useSearch();
  const open = useCallback(
    (id: string | null) => {
      const parameters = new URLSearchParams(window.location.search);
      if (id === null) parameters.delete(CARD_PARAMETER);
      else parameters.set(CARD_PARAMETER, id);
      const query = parameters.toString();
      navigate(query === '' ? location : `${location}?${query}`, { replace: true });
    },
    [location, navigate],
  );
  return [new URLSearchParams(search).get(CARD_PARAMETER), open];
}

function useDeskValue(
  slug: string,
  { connection }: RegisterCopy,
  { lease, canEdit: isOpen, isFrozen }: ConnectionView,
  { conflictsOf, checksOf, mostDeadlines }: ServerView,
  bodies: readonly ActorName[],
  openCard: (id: string | null) => void,
): RegisterDesk {
  const canEdit = isOpen && !isFrozen;
  const own = lease?.actor?.id ?? null;
  const colors = useMemo(() => new Map(bodies.map(({ id, color }) => [id, color])), [bodies]);
  const canManage = lease?.role === 'coordinator';
  const { doc } = connection;
  return useMemo(
    () => ({
      slug,
      doc,
      canEdit,
      canManage,
      own,
      conflictsOf,
      checksOf,
      mostDeadlines,
      openCard,
      deed: () => ({ at: civilMoment(new Date()).date, by: own }),
      colorOf: (actor) => colors.get(actor) ?? colorFor(actor),
    }),
    [slug, doc, canEdit, canManage, own, colors, conflictsOf, checksOf, mostDeadlines, openCard],
  );
}

function useTitle(place: Place, register: RegisterSnapshot, processTitle: string): string {
  const { t } = useTranslation();
  const title =
    place.at === 'checks'
      ? t('register.checks.title')
      : place.at === 'actor'
        ? (register.actors.byId.get(place.id)?.name ?? t('register.actor.title'))
        : t('register.title');
  useEffect(() => {
    document.title = [title, processTitle, t('common.appName')].filter((part) => part !== '').join(' · ');
  }, [title, processTitle, t]);
  return title;
}
