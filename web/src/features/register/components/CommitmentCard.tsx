import { memo } from 'react';
import { useTranslation } from '../../../i18n';
import type { Actor, Calendar, Commitment, Resource } from '../../../register';
import { Avatar } from '../../../ui/Avatar';
import { Icon } from '../../../ui/Icon';
import { useRegisterDesk } from '../hooks/useRegisterDesk';
import { useWords } from '../hooks/useWords';
import { StateBadge } from './StateBadge';

interface CommitmentCardProps {
  commitment: Commitment;
  /** Under a heading with the body's name it need not be said again. */
  actor: Actor | null;
  department: string | null;
  resources: readonly Resource[];
  /** Names of bodies. */
  allies: string;
  calendar: Calendar;
}

/** A promise in four lines: who, what, when and with what, how far and with whom. The rest on opening. */
export const CommitmentCard = memo(function CommitmentCard(props: CommitmentCardProps) {
  const { commitment, actor, department, resources, allies, calendar } = props;
  const { t } = useTranslation();
  const { openCard, conflictsOf, colorOf } = useRegisterDesk();
  const words = useWords();
  const means = [words.period(commitment.from, commitment.to, calendar), words.resources(resources)];
  const conflicts = conflictsOf.get(commitment.id)?.length ?? 0;
  return (
    <article className="commitment" data-commitment={commitment.id}>
      {actor && (
        <p className="commitment__who">
          <Avatar size="small" named name={actor.name || t('register.actor.unnamed')} color={colorOf(actor.id)} />
          {department !== null && <span className="commitment__department"> · {department}</span>}
        </p>
      )}
      {!actor && department !== null && <p className="commitment__department">{department}</p>}
      <h4 className="commitment__what">
        <button type="button" className="commitment__open" onClick={() => openCard(commitment.id)}>
          {commitment.what || t('register.commitment.unsaid')}
        </button>
      </h4>
      <p className="commitment__means">
        {means.filter((part) => part !== '').join(' · ') || t('register.commitment.nothingYet')}
      </p>
      <p className="commitment__state">
        <StateBadge state={commitment.state} />
        {allies !== '' && (
          <span className="commitment__allies">{t('register.commitment.with', { names: allies })}</span>
        )}
      </p>
      {conflicts > 0 && (
        <p className="commitment__conflict">
          <Icon name="alert" />
          {t('register.conflict.mark', { count: conflicts })}
        </p>
      )}
    </article>
  );
});
