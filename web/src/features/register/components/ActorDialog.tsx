/** What is known of a body: kind, categories, level, departments. */
import { type FormEvent, useState } from 'react';
import { useTranslation } from '../../../i18n';
import {
  ACTOR_KINDS,
  type Actor,
  addDepartment,
  CATEGORIES,
  createActor,
  LEVELS,
  proposedLevel,
  type RegisterSnapshot,
  setField,
  setMember,
} from '../../../register';
import { Button } from '../../../ui/Button';
import { TextField } from '../../../ui/Field';
import { useRegisterDesk } from '../hooks/useRegisterDesk';
import { LiveInput, LiveSelect } from './fields';
import { NamedDialog } from './NamedDialog';
import { TakeOut } from './TakeOut';

interface ActorDialogProps {
  editing: string | 'new' | null;
  register: RegisterSnapshot;
  onEdit: (id: string | null) => void;
}

export function ActorDialog({ editing, register, onEdit }: ActorDialogProps) {
  const { t } = useTranslation();
  const { doc } = useRegisterDesk();
  const actor = editing === null ? undefined : register.actors.byId.get(editing);
  return (
    <NamedDialog
      editing={actor || editing === 'new' ? editing : null}
      title={t(editing === 'new' ? 'register.actor.create' : 'register.actor.title')}
      nameLabel={t('register.actor.name')}
      onCreate={(name) => onEdit(createActor(doc, { name }))}
      onClose={() => onEdit(null)}
    >
      {actor && <ActorFields actor={actor} onGone={() => onEdit(null)} />}
    </NamedDialog>
  );
}

function ActorFields({ actor, onGone }: { actor: Actor; onGone: () => void }) {
  const { t } = useTranslation();
  const { doc, canEdit } = useRegisterDesk();
  const place = (field: string) => ({ entity: 'actor' as const, id: actor.id, field });
  const proposed = proposedLevel(actor.primary);
  return (
    <>
      <LiveInput {...place('name')} label={t('register.actor.name')} value={actor.name} />
      <LiveSelect
        {...place('kind')}
        label={t('register.actor.kind')}
        value={actor.kind}
        none={t('register.notChosen')}
        choices={ACTOR_KINDS.map((kind) => ({ value: kind, label: t(`register.actorKind.${kind}`) }))}
      />
      <LiveSelect
        {...place('primary')}
        label={t('register.actor.primary')}
        value={actor.primary}
        none={t('register.notChosen')}
        choices={CATEGORIES.map((category) => ({ value: category, label: t(`register.category.${category}`) }))}
      />
      <fieldset className="open-card__question">
        <legend>{t('register.actor.secondary')}</legend>
        <div className="checks">
          {CATEGORIES.filter((category) => category !== actor.primary).map((category) => (
            <label key={category}>
              <input
                type="checkbox"
                checked={actor.secondary.includes(category)}
                disabled={!canEdit}
                onChange={(event) => setMember(doc, 'actor', actor.id, `secondary/${category}`, event.target.checked)}
              />
              {t(`register.category.${category}`)}
            </label>
          ))}
        </div>
      </fieldset>
      <LiveSelect
        {...place('level')}
        label={t('register.actor.level')}
        value={actor.level}
        none={
          proposed
            ? t('register.actor.proposedLevel', { level: t(`register.level.${proposed}`) })
            : t('register.notChosen')
        }
        choices={LEVELS.map((level) => ({ value: level, label: t(`register.level.${level}`) }))}
      />
      <label className="check">
        <input
          type="checkbox"
          checked={actor.isAtTable}
          disabled={!canEdit}
          onChange={(event) => setField(doc, 'actor', actor.id, 'at_table', event.target.checked)}
        />
        {t('register.actor.atTable')}
      </label>
      {(actor.kind === 'ente_pubblico' || actor.departments.length > 0) && <Departments actor={actor} />}
      <TakeOut entity="actor" id={actor.id} name={actor.name} onDone={onGone} />
    </>
  );
}

function Departments({ actor }: { actor: Actor }) {
  const { t } = useTranslation();
  const { doc, canEdit } = useRegisterDesk();
  const [name, setName] = useState('');

  function add(event: FormEvent) {
    event.preventDefault();
    if (name.trim() === '') return;
    addDepartment(doc, actor.id, name.trim());
    setName('');
  }

  return (
    <fieldset className="open-card__question">
      <legend>{t('register.actor.departments')}</legend>
      {actor.departments.map((department) => (
        <LiveInput
          key={department.id}
          entity="actor"
          id={actor.id}
          field={`department/${department.id}`}
          label={t('register.card.department')}
          isLabelHidden
          value={department.name}
        />
      ))}
      {canEdit && (
        <form className="card-list__add" onSubmit={add}>
          <TextField
            label={t('register.actor.addDepartment')}
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <Button type="submit" icon="add">
            {t('register.add')}
          </Button>
        </form>
      )}
    </fieldset>
  );
}
