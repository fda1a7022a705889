import type { TFunction } from 'i18next';
import { useId } from 'react';
import { Link } from 'wouter';
import type { DocumentSheet, Meeting, MeetingPart } from '../../../api';
import { currentLanguage, formatHours, formatLongDate, useTranslation } from '../../../i18n';
import { Badge } from '../../../ui/Badge';
import { buttonClass } from '../../../ui/Button';
import { Icon } from '../../../ui/Icon';
import { changesPage } from '../../versions';
import { type MeetingInFocus, type QuestionGroup, questionGroups } from '../model';
import { MeetingSwitch } from './MeetingSwitch';

interface FocusedMeetingProps {
  focus: MeetingInFocus;
  slug: string;
  document: DocumentSheet | null;
  mayWrite: boolean;
  /** Opens and closes it. */
  mayOpen: boolean;
}

export function FocusedMeeting({ focus, slug, document, mayWrite, mayOpen }: FocusedMeetingProps) {
  const { t } = useTranslation();
  const titleId = useId();
  const enter =
    focus.state === 'last' || focus.state === 'none' ? t('process.focus.continue') : t('process.focus.enter');

  return (
    <section className={`focused-meeting focused-meeting--${focus.state}`} aria-labelledby={titleId}>
      <p className="focused-meeting__state">{stateOf(focus, t)}</p>
      {focus.state === 'none' ? (
        <>
          <h2 id={titleId} className="visually-hidden">
            {t('process.focus.none')}
          </h2>
          <p>{t('process.focus.noneBody')}</p>
        </>
      ) : (
        <>
          <h2 id={titleId}>{focus.meeting.title}</h2>
          <When meeting={focus.meeting} />
        </>
      )}
      {document && (
        <p>
          <Link href={`/t/${slug}/d/${document.id}`} className={`${buttonClass('primary')} focused-meeting__enter`}>
            {mayWrite ? enter : t('process.focus.read')}
            <Icon name="chevron-right" />
          </Link>
        </p>
      )}
      {mayOpen && (focus.state === 'running' || focus.state === 'next') && (
        <MeetingSwitch slug={slug} meeting={focus.meeting} />
      )}
      {focus.state === 'last' && (
        <p>
          <a href={changesPage(slug, { meeting: focus.meeting.id })}>{t('versions.since.meeting')}</a>
        </p>
      )}
      {focus.state !== 'none' && <MeetingFacts meeting={focus.meeting} />}
    </section>
  );
}

function stateOf(focus: MeetingInFocus, t: TFunction): string {
  const isTable = focus.state === 'last' && focus.meeting.kind === 'table_session';
  return t(isTable ? 'process.focus.lastSession' : `process.focus.${focus.state}`);
}

function When({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation();
  const language = currentLanguage();
  return (
    <p className="focused-meeting__when">
      <Icon name="calendar" />
      {meeting.date === null ? (
        t('process.moment.undated')
      ) : (
        <time dateTime={meeting.date}>{formatLongDate(meeting.date, language)}</time>
      )}
      {meeting.starts !== null && <span>{formatHours(meeting.starts, meeting.ends, language)}</span>}
      <span>{t(`process.mode.${meeting.mode}`)}</span>
    </p>
  );
}

function MeetingFacts({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation();
  // A meeting in parts says who takes part at each part.
  const participants = meeting.parts.some((part) => part.participants.length > 0) ? [] : meeting.participants;
  if (meeting.focus === null && participants.length === 0) return null;
  return (
    <dl className="focused-meeting__facts">
      {meeting.focus !== null && (
        <div>
          <dt>{t('process.focus.aim')}</dt>
          <dd>{meeting.focus}</dd>
        </div>
      )}
      {participants.length > 0 && (
        <div>
          <dt>{t('process.focus.participants')}</dt>
          <dd>
            <Participants names={participants} />
          </dd>
        </div>
      )}
    </dl>
  );
}

/** Levels of engagement have a name in every language; anything else is shown as written. */
function Participants({ names }: { names: readonly string[] }) {
  const { t } = useTranslation();
  const spoken = names.map((name) => {
    switch (name) {
      case 'nucleo_fondativo':
      case 'allargamento_strategico':
      case 'validazione_comunitaria':
        return t(`process.level.${name}`);
      default:
        return name;
    }
  });
  return <>{spoken.join(' · ')}</>;
}

/** The long list, apart from the meeting: on a phone the documents come before it. */
export function GuidingQuestions({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation();
  const titleId = useId();
  const groups = questionGroups(meeting);
  if (groups.length === 0) return null;
  return (
    <section className="guiding-questions" aria-labelledby={titleId}>
      <h2 id={titleId}>{t('process.focus.questions')}</h2>
      {groups.map((group) => (
        <QuestionsOf key={group.kind === 'part' ? group.part.position : group.kind} group={group} />
      ))}
    </section>
  );
}

function QuestionsOf({ group }: { group: QuestionGroup }) {
  const { t } = useTranslation();
  return (
    <div className="guiding-questions__part">
      {group.kind === 'part' && <PartHeading part={group.part} />}
      {group.kind === 'operational' && <h3>{t('process.focus.operational')}</h3>}
      {group.questions.length > 0 && (
        <ol>
          {group.questions.map((question) => (
            <li key={question.id}>{question.text}</li>
          ))}
        </ol>
      )}
    </div>
  );
}

function PartHeading({ part }: { part: MeetingPart }) {
  const { t } = useTranslation();
  const isOpen = part.door === 'open';
  return (
    <>
      <h3>
        {part.title || t('process.part.title', { number: part.position })}
        <Badge tone={isOpen ? 'positive' : 'neutral'} icon={isOpen ? 'door-open' : 'door-closed'}>
          {t(`process.part.${part.door}`)}
        </Badge>
      </h3>
      {part.participants.length > 0 && (
        <p className="guiding-questions__who">
          <Participants names={part.participants} />
        </p>
      )}
    </>
  );
}
