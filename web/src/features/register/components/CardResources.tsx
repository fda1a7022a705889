/** «Con che cosa?»: what is given for a promise, each thing in a few words. */
import { type FormEvent, useState } from 'react';
import { currentLanguage, useTranslation } from '../../../i18n';
import {
  type Commitment,
  createResource,
  RESOURCE_KINDS,
  type Resource,
  resourceText,
  takeOut,
} from '../../../register';
import { announce } from '../../../ui/announcer';
import { Button } from '../../../ui/Button';
import { TextField } from '../../../ui/Field';
import { useRegisterDesk } from '../hooks/useRegisterDesk';
import { countedResource } from '../model/quick-entry';
import { guessResourceKind } from '../model/resource-words';
import { LiveInput, LiveSelect } from './fields';

export function CardResources({ commitment, resources }: { commitment: Commitment; resources: readonly Resource[] }) {
  const { t } = useTranslation();
  const { doc, canEdit } = useRegisterDesk();
  const [words, setWords] = useState('');
  const [open, setOpen] = useState<string | null>(null);

  function add(event: FormEvent) {
    event.preventDefault();
    const label = words.trim();
    if (label === '' || !canEdit) return;
    const resource = countedResource(label) ?? { label, kind: guessResourceKind(label) };
    createResource(doc, { ...resource, actor: commitment.actor, commitment: commitment.id });
    announce(t('register.resource.added', { name: label }));
    setWords('');
  }

  return (
    <div className="card-list">
      {resources.length > 0 && (
        <ul>
          {resources.map((resource) => (
            <li key={resource.id} className="card-list__item">
              <button
                type="button"
                className="card-list__name"
                aria-expanded={open === resource.id}
                onClick={() => setOpen(open === resource.id ? null : resource.id)}
              >
                {resourceText(resource, currentLanguage()) || t('register.resource.unnamed')}
                {resource.kind !== null && (
                  <span className="card-list__kind"> · {t(`register.resource.kind.${resource.kind}`)}</span>
                )}
              </button>
              {canEdit && (
                <Button
                  look="quiet"
                  aria-label={t('register.resource.remove', { name: resourceText(resource, currentLanguage()) })}
                  onClick={() => takeOut(doc, 'resource', resource.id, t('register.resource.removedBecause'))}
                >
                  {t('register.takeAway')}
                </Button>
              )}
              {open === resource.id && <ResourceFields resource={resource} />}
            </li>
          ))}
        </ul>
      )}
      {canEdit && (
        <form className="card-list__add" onSubmit={add}>
          <TextField
            label={t('register.resource.add')}
            hint={t('register.resource.addHint')}
            value={words}
            maxLength={200}
            onChange={(event) => setWords(event.target.value)}
          />
          <Button type="submit" icon="add">
            {t('register.add')}
          </Button>
        </form>
      )}
    </div>
  );
}

function ResourceFields({ resource }: { resource: Resource }) {
  const { t } = useTranslation();
  const place = (field: string) => ({ entity: 'resource' as const, id: resource.id, field });
  return (
    <div className="card-list__fields">
      <LiveInput {...place('label')} label={t('register.resource.label')} value={resource.label} />
      <LiveInput
        {...place('quantity')}
        label={t('register.resource.quantity')}
        value={resource.quantity}
        kind="number"
      />
      <LiveInput {...place('unit')} label={t('register.resource.unit')} value={resource.unit} />
      <LiveSelect
        {...place('kind')}
        label={t('register.resource.kindLabel')}
        value={resource.kind}
        none={t('register.notChosen')}
        choices={RESOURCE_KINDS.map((kind) => ({ value: kind, label: t(`register.resource.kind.${kind}`) }))}
      />
      <LiveInput {...place('conditions')} label={t('register.resource.conditions')} value={resource.conditions} />
    </div>
  );
}
