import { useId, useState } from 'react';
import { useTranslation } from '../../../i18n';
import type { Actor } from '../../../register';
import { Button } from '../../../ui/Button';
import { SelectField, TextField } from '../../../ui/Field';

const NEW = 'new';

interface ActorChooserProps {
  label: string;
  error?: string;
  value: string | null;
  actors: readonly Actor[];
  onChoose: (id: string | null) => void;
  /** A body that is not there yet, by its name. */
  onNew: (name: string) => void;
}

/** One of the bodies there are, or a new one by its name. */
export function ActorChooser({ label, error, value, actors, onChoose, onNew }: ActorChooserProps) {
  const { t } = useTranslation();
  const [isNew, setNew] = useState(false);
  const [name, setName] = useState('');
  const id = useId();

  function add() {
    const given = name.trim();
    if (given === '') return;
    onNew(given);
    setNew(false);
    setName('');
  }

  return (
    <>
      <SelectField
        label={label}
        error={error}
        value={isNew ? NEW : (value ?? '')}
        onChange={(event) => {
          setNew(event.target.value === NEW);
          if (event.target.value !== NEW) onChoose(event.target.value || null);
        }}
      >
        <option value="">{t('register.notChosen')}</option>
        {actors.map((actor) => (
          <option key={actor.id} value={actor.id}>
            {actor.name || t('register.actor.unnamed')}
          </option>
        ))}
        <option value={NEW}>{t('register.actor.another')}</option>
      </SelectField>
      {isNew && (
        // Not a form: this stands inside of others.
        // biome-ignore lint/a11y/useSemanticElements: a fieldset would be announced before each field.
        <div className="card-list__add" role="group" aria-labelledby={id}>
          <span id={id} className="visually-hidden">
            {t('register.actor.another')}
          </span>
          <TextField
            label={t('register.actor.newName')}
            value={name}
            maxLength={200}
            onChange={(event) => setName(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              event.preventDefault();
              add();
            }}
          />
          <Button icon="add" onClick={add}>
            {t('register.add')}
          </Button>
        </div>
      )}
    </>
  );
}
