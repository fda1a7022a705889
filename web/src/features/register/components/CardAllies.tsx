/** «Con chi?»: alliances are claimed by one side and confirmed by the other. */
import { useTranslation } from '../../../i18n';
import { type Actor, type Ally, type Commitment, claimAlly, confirmAlly, releaseAlly } from '../../../register';
import { Avatar } from '../../../ui/Avatar';
import { announce } from '../../../ui/announcer';
import { Badge } from '../../../ui/Badge';
import { Button } from '../../../ui/Button';
import { SelectField } from '../../../ui/Field';
import { useRegisterDesk } from '../hooks/useRegisterDesk';

interface CardAlliesProps {
  commitment: Commitment;
  actors: readonly Actor[];
}

export function CardAllies({ commitment, actors }: CardAlliesProps) {
  const { t } = useTranslation();
  const { doc, canEdit, canManage, own, colorOf } = useRegisterDesk();
  const taken = new Set([commitment.actor, ...commitment.allies.map(({ actor }) => actor)]);
  const nameOf = ({ actor }: Ally) => actors.find(({ id }) => id === actor)?.name || t('register.actor.gone');

  function confirm(ally: Ally) {
    confirmAlly(doc, commitment.id, ally.actor);
    announce(t('register.ally.isConfirmed', { name: nameOf(ally) }));
  }

  return (
    <div className="card-list">
      {commitment.allies.length > 0 && (
        <ul>
          {commitment.allies.map((ally) => (
            <li key={ally.actor} className="card-list__item">
              <span className="card-list__name card-list__name--still">
                <Avatar size="small" named name={nameOf(ally)} color={colorOf(ally.actor)} />
              </span>
              {ally.state === 'confirmed' ? (
                <Badge tone="positive" icon="check">
                  {t('register.ally.confirmed')}
                </Badge>
              ) : (
                <Badge>{t('register.ally.claimed')}</Badge>
              )}
              {canEdit && ally.state === 'claimed' && (own === ally.actor || canManage) && (
                <Button aria-label={t('register.ally.confirmOf', { name: nameOf(ally) })} onClick={() => confirm(ally)}>
                  {t('register.ally.confirm')}
                </Button>
              )}
              {canEdit && (
                <Button
                  look="quiet"
                  aria-label={t('register.ally.remove', { name: nameOf(ally) })}
                  onClick={() => releaseAlly(doc, commitment.id, ally.actor)}
                >
                  {t('register.takeAway')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {canEdit && (
        <SelectField
          label={t('register.ally.add')}
          hint={t('register.ally.addHint')}
          value=""
          onChange={(event) => {
            if (event.target.value !== '') claimAlly(doc, commitment.id, event.target.value);
          }}
        >
          <option value="">{t('register.notChosen')}</option>
          {actors
            .filter(({ id }) => !taken.has(id))
            .map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
        </SelectField>
      )}
    </div>
  );
}
