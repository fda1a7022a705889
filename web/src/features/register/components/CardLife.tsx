/** Where a promise stands, its next steps, and the life it has had. */
import { useState } from 'react';
import { currentLanguage, formatDate, useTranslation } from '../../../i18n';
import { type Actor, type Commitment, type CommitmentState, type LifeStep, takeStep } from '../../../register';
import { announce } from '../../../ui/announcer';
import { Button } from '../../../ui/Button';
import { useRegisterDesk } from '../hooks/useRegisterDesk';
import { needsReason, nextStates } from '../model/steps';
import { ReasonForm } from './ReasonForm';
import { StateBadge } from './StateBadge';

interface CardLifeProps {
  commitment: Commitment;
  actors: readonly Actor[];
}

export function CardLife({ commitment, actors }: CardLifeProps) {
  const { t } = useTranslation();
  const { doc, canEdit, deed } = useRegisterDesk();
  const [asking, setAsking] = useState<CommitmentState | null>(null);

  function step(state: CommitmentState, reason = '') {
    takeStep(doc, commitment.id, { state, reason }, deed());
    announce(t('register.life.now', { state: t(`register.state.${state}`) }));
    setAsking(null);
  }

  return (
    <section className="card-life" aria-label={t('register.life.title')}>
      <div className="card-life__now">
        <span className="pv-field__label">{t('register.life.title')}</span>
        <StateBadge state={commitment.state} />
      </div>
      {commitment.reason !== '' && <p className="card-life__reason">«{commitment.reason}»</p>}
      {canEdit && asking === null && (
        <div className="card-life__steps">
          {nextStates(commitment.state).map((state) => (
            <Button
              key={state}
              look={state === 'sciolto' ? 'quiet' : 'secondary'}
              onClick={() => (needsReason(state) ? setAsking(state) : step(state))}
            >
              {t(`register.step.${state}`)}
            </Button>
          ))}
        </div>
      )}
      {asking !== null && (
        <ReasonForm
          label={t('register.life.reason')}
          hint={t('register.life.reasonHint')}
          confirm={t(`register.step.${asking}`)}
          onCancel={() => setAsking(null)}
          onConfirm={(reason) => step(asking, reason)}
        />
      )}
      {commitment.life.length > 0 && (
        <details className="card-life__past">
          <summary>{t('register.life.past', { count: commitment.life.length })}</summary>
          <ol>
            {commitment.life.map((one) => (
              <LifeLine key={one.id} step={one} actors={actors} />
            ))}
          </ol>
        </details>
      )}
    </section>
  );
}

function LifeLine({ step, actors }: { step: LifeStep; actors: readonly Actor[] }) {
  const { t } = useTranslation();
  const nameOf = (id: string) => actors.find((actor) => actor.id === id)?.name || t('register.actor.gone');
  return (
    <li>
      {step.at !== '' && <time dateTime={step.at}>{formatDate(step.at, currentLanguage())}</time>}{' '}
      {step.fromActor !== null && step.actor !== null
        ? t('register.life.takenOver', { from: nameOf(step.fromActor), to: nameOf(step.actor) })
        : t(`register.state.${step.state}`)}
      {step.reason !== null && <span className="card-life__reason"> «{step.reason}»</span>}
      {step.by !== null && <span className="card-life__by"> ({t('register.life.by', { name: nameOf(step.by) })})</span>}
    </li>
  );
}
