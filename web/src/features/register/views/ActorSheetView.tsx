/** The sheet of one body, on one page: its promises, its alliances, what it gives, what waits for it. */
import type { ReactNode } from 'react';
import type { Check } from '../../../api';
import { useTranslation } from '../../../i18n';
import { type Actor, confirmAlly, proposedLevel, type RegisterSnapshot } from '../../../register';
import { announce } from '../../../ui/announcer';
import { Badge } from '../../../ui/Badge';
import { Button } from '../../../ui/Button';
import { SectionLinks, useSections } from '../components/SpokenOf';
import { StateBadge } from '../components/StateBadge';
import { useRegisterDesk } from '../hooks/useRegisterDesk';
import { useWords } from '../hooks/useWords';
import { checkText } from '../model/check-text';

interface ActorSheetViewProps {
  actor: Actor;
  register: RegisterSnapshot;
  checks: readonly Check[];
}

export function ActorSheetView({ actor, register, checks }: ActorSheetViewProps) {
  const { t } = useTranslation();
  const { doc, canEdit, canManage, own, openCard } = useRegisterDesk();
  const words = useWords();
  const { timeline, commitments, resourcesOf, actors } = register;
  const mine = register.commitmentsOf.get(actor.id) ?? [];
  const named = commitments.all.flatMap((commitment) => {
    const ally = commitment.allies.find((each) => each.actor === actor.id);
    return ally ? [{ commitment, state: ally.state }] : [];
  });
  const given = register.resources.all.filter((resource) => resource.actor === actor.id);
  const milestones = register.milestones.all.filter((milestone) => milestone.actor === actor.id);
  const waiting = checksFor(actor, register, checks);
  // What is expected of a body, and what it expects, is written in the texts: the sections that speak of it.
  const spoken = new Set([actor.id, ...mine.map(({ id }) => id)]);
  const sections = useSections(({ id, manner }) => spoken.has(id) && manner !== 'listed');
  const level = actor.level ?? proposedLevel(actor.primary);
  const nameOf = (id: string | null) => actors.byId.get(id ?? '')?.name || t('register.actor.nobody');
  const isMine = own === actor.id || canManage;
  return (
    <div className="actor-sheet">
      <p className="group__facts">
        {[
          actor.kind && t(`register.actorKind.${actor.kind}`),
          actor.primary && t(`register.category.${actor.primary}`),
          level && t(`register.level.${level}`),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <div className="actor-sheet__tools">
        <Button onClick={() => window.print()}>{t('register.print')}</Button>
      </div>
      <Part
        title={t('register.sheet.commitments', { count: mine.length })}
        empty={mine.length === 0 && t('register.actor.noCommitment')}
      >
        {mine.map((commitment) => (
          <li key={commitment.id} className="actor-sheet__one">
            <button type="button" className="link-like" onClick={() => openCard(commitment.id)}>
              {commitment.what || t('register.commitment.unsaid')}
            </button>
            <span className="actor-sheet__more">
              {[
                words.period(commitment.from, commitment.to, timeline),
                words.resources(resourcesOf.get(commitment.id) ?? []),
              ]
                .filter((part) => part !== '')
                .join(' · ')}
            </span>
            {commitment.verification !== '' && (
              <span className="actor-sheet__more">{t('register.sheet.seenBy', { how: commitment.verification })}</span>
            )}
            <span className="actor-sheet__state">
              <StateBadge state={commitment.state} />
              {commitment.allies.map((ally) => (
                <Badge key={ally.actor} tone={ally.state === 'confirmed' ? 'positive' : 'neutral'}>
                  {nameOf(ally.actor)} · {t(`register.ally.${ally.state}`)}
                </Badge>
              ))}
            </span>
          </li>
        ))}
      </Part>
      <Part
        title={t('register.sheet.alliances', { count: named.length })}
        empty={named.length === 0 && t('register.sheet.noAlliance')}
      >
        {named.map(({ commitment, state }) => (
          <li key={commitment.id} className="actor-sheet__one">
            <span>
              <strong>{nameOf(commitment.actor)}</strong>: {commitment.what || t('register.commitment.unsaid')}
            </span>
            <span className="actor-sheet__state">
              <Badge tone={state === 'confirmed' ? 'positive' : 'neutral'}>{t(`register.ally.${state}`)}</Badge>
              {state === 'claimed' && canEdit && isMine && (
                <Button
                  aria-label={t('register.ally.confirmOf', { name: commitment.what })}
                  onClick={() => {
                    confirmAlly(doc, commitment.id, actor.id);
                    announce(t('register.ally.isConfirmed', { name: nameOf(actor.id) }));
                  }}
                >
                  {t('register.ally.confirm')}
                </Button>
              )}
            </span>
          </li>
        ))}
      </Part>
      <Part
        title={t('register.sheet.resources', { count: given.length })}
        empty={given.length === 0 && t('register.sheet.noResource')}
      >
        {given.map((resource) => (
          <li key={resource.id} className="actor-sheet__one">
            <span>
              {words.resources([resource]) || t('register.resource.unnamed')}
              {resource.kind !== null && (
                <span className="card-list__kind"> · {t(`register.resource.kind.${resource.kind}`)}</span>
              )}
            </span>
            {resource.commitment !== null && (
              <span className="actor-sheet__more">
                {t('register.sheet.for', { what: commitments.byId.get(resource.commitment)?.what ?? '' })}
              </span>
            )}
          </li>
        ))}
      </Part>
      <Part
        isOfFewWords
        title={t('register.sheet.texts', { count: sections.length })}
        empty={sections.length === 0 && t('register.sheet.noText')}
      >
        <SectionLinks sections={sections} />
      </Part>
      <Part
        title={t('register.sheet.waiting')}
        empty={waiting.length + milestones.length === 0 && t('register.sheet.nothingWaits')}
      >
        {milestones.map(({ id, title, kind, date }) => (
          <li key={id} className="actor-sheet__one">
            {t(`register.milestone.kind.${kind}`)}: {title}{' '}
            {date !== null && <>({words.period(date, date, timeline)})</>}
          </li>
        ))}
        {waiting.map((check) => (
          <li key={`${check.code}/${check.subject.id}/${check.message}`} className="actor-sheet__one">
            <span>{checkText(check, t)}</span>
            {check.subject.kind === 'commitment' && (
              <span className="actor-sheet__more">{commitments.byId.get(check.subject.id)?.what}</span>
            )}
          </li>
        ))}
      </Part>
    </div>
  );
}

interface PartProps {
  title: string;
  empty: string | false;
  /** On paper its entries stand in one line: the sheet is one page. */
  isOfFewWords?: boolean;
  children: ReactNode;
}

function Part({ title, empty, isOfFewWords = false, children }: PartProps) {
  return (
    <section className={`actor-sheet__part${isOfFewWords ? ' actor-sheet__part--line' : ''}`} aria-label={title}>
      <h2>{title}</h2>
      {empty !== false ? <p className="group__empty">{empty}</p> : <ul>{children}</ul>}
    </section>
  );
}

/** What is said of the body itself and of its promises. */
function checksFor(actor: Actor, register: RegisterSnapshot, checks: readonly Check[]): readonly Check[] {
  const own = new Set([actor.id, ...(register.commitmentsOf.get(actor.id) ?? []).map(({ id }) => id)]);
  return checks.filter(({ subject }) => own.has(subject.id));
}
