/** «Chi?»: free while it is a sketch; once it was said aloud, another body takes it over and the life says so. */
import { useState } from 'react';
import { useTranslation } from '../../../i18n';
import { type Actor, type Commitment, createActor, setFields, takeOver } from '../../../register';
import { Avatar } from '../../../ui/Avatar';
import { announce } from '../../../ui/announcer';
import { Button } from '../../../ui/Button';
import { SelectField } from '../../../ui/Field';
import { useRegisterDesk } from '../hooks/useRegisterDesk';
import { ActorChooser } from './ActorChooser';
import { LiveSelect } from './fields';
import { ReasonForm } from './ReasonForm';

interface CardWhoProps {
  commitment: Commitment;
  actors: readonly Actor[];
}

export function CardWho({ commitment, actors }: CardWhoProps) {
  const { t } = useTranslation();
  const { doc, canEdit, deed, colorOf } = useRegisterDesk();
  const [isPassing, setPassing] = useState(false);
  const [next, setNext] = useState('');
  const actor = actors.find(({ id }) => id === commitment.actor) ?? null;
  const isSketch = commitment.state === 'abbozzato' || actor === null;

  function choose(id: string | null) {
    setFields(doc, 'commitment', commitment.id, { actor: id, department: null });
  }

  function pass(reason: string) {
    const to = actors.find(({ id }) => id === next);
    if (!to) return;
    takeOver(doc, commitment.id, { actor: to.id, reason }, deed());
    announce(t('register.takeOver.done', { name: to.name }));
    setPassing(false);
  }

  return (
    <>
      {isSketch && canEdit && (
        <ActorChooser
          label={t('register.card.who')}
          value={commitment.actor}
          actors={actors}
          onChoose={choose}
          onNew={(name) => choose(createActor(doc, { name }))}
        />
      )}
      {(!isSketch || !canEdit) && (
        <div className="pv-field">
          <span className="pv-field__label">{t('register.card.who')}</span>
          <div className="card-who">
            <Avatar
              named
              name={actor ? actor.name || t('register.actor.unnamed') : t('register.actor.nobody')}
              color={actor && colorOf(actor.id)}
            />
            {canEdit && !isPassing && (
              <Button look="quiet" onClick={() => setPassing(true)}>
                {t('register.takeOver.open')}
              </Button>
            )}
          </div>
        </div>
      )}
      {isPassing && (
        <ReasonForm
          label={t('register.takeOver.reason')}
          hint={t('register.takeOver.hint')}
          confirm={t('register.takeOver.confirm')}
          isOptional
          onCancel={() => setPassing(false)}
          onConfirm={pass}
        >
          <SelectField label={t('register.takeOver.to')} value={next} onChange={(event) => setNext(event.target.value)}>
            <option value="">{t('register.notChosen')}</option>
            {actors
              .filter(({ id }) => id !== commitment.actor)
              .map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
          </SelectField>
        </ReasonForm>
      )}
      {actor && actor.departments.length > 0 && (
        <LiveSelect
          entity="commitment"
          id={commitment.id}
          field="department"
          label={t('register.card.department')}
          value={commitment.department}
          none={t('register.notChosen')}
          choices={actor.departments.map(({ id, name }) => ({ value: id, label: name }))}
        />
      )}
    </>
  );
}
