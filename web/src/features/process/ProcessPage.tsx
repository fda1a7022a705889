import { useEffect } from 'react';
import { problemMessage, useLoadProblem, useMe, useProcess } from '../../api';
import { useTranslation } from '../../i18n';
import { ProblemNotice } from '../../ui/Notice';
import { ProblemPage } from '../../ui/ProblemPage';
import { MAIN_ID } from '../../ui/TopBar';
import { DocumentSheets } from './components/DocumentSheets';
import { FocusedMeeting, GuidingQuestions } from './components/FocusedMeeting';
import { PhaseLine } from './components/PhaseLine';
import { ProcessHeading } from './components/ProcessHeading';
import { RegisterNumbers } from './components/RegisterNumbers';
import { documentOfMeetings, meetingInFocus, phasesOnLine } from './model';
import { useNow } from './useNow';
import './process.scss';

export function ProcessPage({ slug }: { slug: string }) {
  const { t } = useTranslation();
  const now = useNow();
  const me = useMe();
  const query = useProcess(slug);
  const problem = useLoadProblem(query);
  const process = query.data;

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
  return (
    <main id={MAIN_ID} tabIndex={-1} className="pv-page process">
      <ProcessHeading process={process} />
      {query.error && <ProblemNotice message={problemMessage(query.error, t)} />}
      <PhaseLine line={phasesOnLine(process, now)} today={now.date} />
      <div className="process__columns">
        <FocusedMeeting
          focus={focus}
          slug={slug}
          document={documentOfMeetings(process.documents)}
          mayWrite={role === 'coordinator' || role === 'member'}
        />
        <div className="process__side">
          <DocumentSheets slug={slug} documents={process.documents} mayCreate={role === 'coordinator'} />
          {process.register !== null && <RegisterNumbers slug={slug} />}
        </div>
        {focus.state !== 'none' && <GuidingQuestions meeting={focus.meeting} />}
      </div>
    </main>
  );
}
