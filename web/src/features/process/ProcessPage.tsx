import { useEffect } from 'react';
import { problemMessage, useLoadProblem, useMe, useProcess } from '../../api';
import { useTranslation } from '../../i18n';
import { ProblemNotice } from '../../ui/Notice';
import { ProblemPage } from '../../ui/ProblemPage';
import { MAIN_ID } from '../../ui/TopBar';
import { useMediaQuery } from '../../ui/useMediaQuery';
import { SinceLastVisit } from '../versions';
import { DocumentSheets } from './components/DocumentSheets';
import { FocusedMeeting, GuidingQuestions } from './components/FocusedMeeting';
import { PhaseLine } from './components/PhaseLine';
import { ProcessHeading } from './components/ProcessHeading';
import { RegisterNumbers } from './components/RegisterNumbers';
import { documentOfMeetings, meetingInFocus, phasesOnLine } from './model';
import { useNow } from './useNow';
import './process.scss';

/** The line of the year comes after the texts; the style sheet knows the same bound. */
const NARROW = '(max-width: 991.98px)';

export function ProcessPage({ slug }: { slug: string }) {
  const { t } = useTranslation();
  const now = useNow();
  const me = useMe();
  const query = useProcess(slug);
  const problem = useLoadProblem(query);
  const process = query.data;
  const isNarrow = useMediaQuery(NARROW);

  useEffect(() => {
    if (process) document.title = `${process.title} · ${t('common.appName')}`;
  }, [process, t]);

  if (problem !== null) {
    return (
      <ProblemPage
        title={t('common.problem.title')}
        message={problemMessage(problem, t)}
        retryLabel={t('common.retry')}
        onRetry={() => query.refetch()}
      />
    );
  }
  if (!process) {
    return (
      <main id={MAIN_ID} tabIndex={-1} className="pv-page">
        <p className="pv-loading" role="status">
          {t('common.loading')}
        </p>
      </main>
    );
  }

  const role = me.data?.role;
  const focus = meetingInFocus(process.meetings, now);
  const line = <PhaseLine slug={slug} line={phasesOnLine(process, now)} today={now.date} />;
  return (
    <main id={MAIN_ID} tabIndex={-1} className="pv-page process">
      <ProcessHeading process={process} />
      {query.error && <ProblemNotice message={problemMessage(query.error, t)} />}
      {!isNarrow && line}
      <div className="process__columns">
        <FocusedMeeting
          focus={focus}
          slug={slug}
          document={documentOfMeetings(process.documents)}
          mayWrite={role === 'coordinator' || role === 'member'}
          mayOpen={role === 'coordinator'}
        />
        <div className="process__side">
          <DocumentSheets slug={slug} documents={process.documents} mayCreate={role === 'coordinator'} />
          {process.register !== null && <RegisterNumbers slug={slug} />}
        </div>
        <SinceLastVisit slug={slug} documents={process.documents} />
        {focus.state !== 'none' && <GuidingQuestions meeting={focus.meeting} />}
      </div>
      {isNarrow && line}
    </main>
  );
}
