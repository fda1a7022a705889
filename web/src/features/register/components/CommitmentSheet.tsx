/** A promise opened: the four questions of the room, then how we will see it, with whom, and its life. */
import { useId } from 'react';
import { useTranslation } from '../../../i18n';
import { type Commitment, type RegisterSnapshot, setField, type When } from '../../../register';
import { Sheet } from '../../../ui/Sheet';
import { useRegisterDesk } from '../hooks/useRegisterDesk';
import { CardAllies } from './CardAllies';
import { CardLife } from './CardLife';
import { CardResources } from './CardResources';
import { CardWho } from './CardWho';
import { Conflicts } from './Conflicts';
import { LiveSelect, LiveText, WhenField } from './fields';
import { SpokenOf } from './SpokenOf';
import { Suggestions } from './Suggestions';
import { TakeOut } from './TakeOut';

const NO_RESOURCES: RegisterSnapshot['resources']['all'] = [];

interface CommitmentSheetProps {
  commitment: Commitment | null;
  register: RegisterSnapshot;
  onClose: () => void;
}

export function CommitmentSheet({ commitment, register, onClose }: CommitmentSheetProps) {
  const { t } = useTranslation();
  return (
    <Sheet open={commitment !== null} title={t('register.card.title')} closeLabel={t('common.close')} onClose={onClose}>
      {commitment && <OpenCard key={commitment.id} commitment={commitment} register={register} onClose={onClose} />}
    </Sheet>
  );
}

function OpenCard({ commitment, register, onClose }: CommitmentSheetProps & { commitment: Commitment }) {
  const { t } = useTranslation();
  const { doc, canEdit, conflictsOf, checksOf } = useRegisterDesk();
  const whenId = useId();
  const { id } = commitment;
  const actors = register.actors.all;
  const text = (field: string) => ({ entity: 'commitment' as const, id, field });
  const setWhen = (field: 'from' | 'to') => (when: When | null) => setField(doc, 'commitment', id, field, when);
  return (
    <div className="open-card" data-open-card={id}>
      <Conflicts conflicts={conflictsOf.get(id) ?? []} register={register} />
      <CardWho commitment={commitment} actors={actors} />
      <LiveText {...text('what')} label={t('register.card.what')} hint={t('register.card.whatHint')} rows={3} />
      <fieldset className="open-card__question">
        <legend>{t('register.card.withWhat')}</legend>
        <CardResources commitment={commitment} resources={register.resourcesOf.get(id) ?? NO_RESOURCES} />
      </fieldset>
      <fieldset className="open-card__question" aria-describedby={whenId}>
        <legend>{t('register.card.when')}</legend>
        {register.timeline.start === null && (
          <p id={whenId} className="pv-field__hint">
            {t('register.card.whenHint')}
          </p>
        )}
        <div className="open-card__period">
          <WhenField
            label={t('register.card.from')}
            value={commitment.from}
            calendar={register.timeline}
            isReadOnly={!canEdit}
            onChange={setWhen('from')}
          />
          <WhenField
            label={t('register.card.to')}
            value={commitment.to}
            calendar={register.timeline}
            isReadOnly={!canEdit}
            onChange={setWhen('to')}
          />
        </div>
      </fieldset>
      <LiveText
        {...text('verification')}
        label={t('register.card.verification')}
        hint={t('register.card.verificationHint')}
      />
      <fieldset className="open-card__question">
        <legend>{t('register.card.allies')}</legend>
        <CardAllies commitment={commitment} actors={actors} />
      </fieldset>
      <LiveText
        {...text('flexibility')}
        label={t('register.card.flexibility')}
        hint={t('register.card.flexibilityHint')}
      />
      <LiveSelect
        {...text('action')}
        label={t('register.card.action')}
        value={commitment.action}
        none={t('register.notChosen')}
        choices={register.actions.all.map((action) => ({ value: action.id, label: action.name }))}
      />
      <Suggestions checks={checksOf.get(id) ?? []} />
      <CardLife commitment={commitment} actors={actors} />
      <SpokenOf entity="commitment" id={id} />
      <TakeOut entity="commitment" id={id} name={commitment.what || t('register.commitment.unsaid')} onDone={onClose} />
    </div>
  );
}
