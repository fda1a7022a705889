/** A new card, before it enters: four questions, of which only two must be answered. */
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { currentLanguage, useTranslation } from '../../../i18n';
import { type RegisterSnapshot, resourceText } from '../../../register';
import { Button } from '../../../ui/Button';
import { DialogActions } from '../../../ui/Dialog';
import { TextArea, TextField } from '../../../ui/Field';
import { type Draft, problemsOf } from '../model/draft';
import { countedResource } from '../model/quick-entry';
import { guessResourceKind } from '../model/resource-words';
import { ActorChooser } from './ActorChooser';
import { WhenField } from './fields';

interface DraftFormProps {
  initial: Draft;
  register: RegisterSnapshot;
  onCancel: () => void;
  onEnter: (draft: Draft) => void;
}

export function DraftForm({ initial, register, onCancel, onEnter }: DraftFormProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(initial);
  const [resource, setResource] = useState('');
  const [isChecked, setChecked] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const whenId = useId();
  const { isWhoMissing, isWhatMissing } = problemsOf(draft);
  const actor = register.actors.byId.get(draft.actor ?? '');
  const set = (change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change }));

  // Where there is something to answer; after the dialog, which takes the focus for its own first button.
  const isWhoKnown = useRef(!problemsOf(initial).isWhoMissing);
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      form.current?.querySelector<HTMLElement>(isWhoKnown.current ? 'textarea' : 'select, input')?.focus();
    });
    return () => cancelAnimationFrame(frame);
  }, []);

  function withResource(): Draft {
    const label = resource.trim();
    if (label === '') return draft;
    const read = countedResource(label) ?? { label, quantity: null, unit: '', kind: guessResourceKind(label) };
    return { ...draft, resources: [...draft.resources, read] };
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (isWhoMissing || isWhatMissing) {
      form.current?.querySelector<HTMLElement>(isWhoMissing ? 'select' : 'textarea')?.focus();
      return;
    }
    onEnter(withResource());
  }

  return (
    <form ref={form} className="open-card" onSubmit={submit} noValidate>
      {draft.newActor !== null ? (
        <div className="draft-new-actor">
          <TextField
            label={t('register.card.who')}
            hint={t('register.actor.isNew')}
            error={isChecked && isWhoMissing ? t('register.draft.whoMissing') : undefined}
            value={draft.newActor}
            maxLength={200}
            onChange={(event) => set({ newActor: event.target.value })}
          />
          <Button look="quiet" onClick={() => set({ newActor: null })}>
            {t('register.actor.chooseKnown')}
          </Button>
        </div>
      ) : (
        <ActorChooser
          label={t('register.card.who')}
          error={isChecked && isWhoMissing ? t('register.draft.whoMissing') : undefined}
          value={draft.actor}
          actors={register.actors.all}
          onChoose={(id) => set({ actor: id, department: null })}
          onNew={(name) => set({ newActor: name, actor: null })}
        />
      )}
      {actor && actor.departments.length > 0 && (
        <label className="pv-field">
          <span className="pv-field__label">{t('register.card.department')}</span>
          <select
            className="pv-field__input"
            value={draft.department ?? ''}
            onChange={(event) => set({ department: event.target.value || null })}
          >
            <option value="">{t('register.notChosen')}</option>
            {actor.departments.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      <TextArea
        label={t('register.card.what')}
        hint={t('register.card.whatHint')}
        error={isChecked && isWhatMissing ? t('register.draft.whatMissing') : undefined}
        rows={2}
        maxLength={4_000}
        value={draft.what}
        onChange={(event) => set({ what: event.target.value })}
      />
      <fieldset className="open-card__question draft-resources">
        <legend>{t('register.card.withWhat')}</legend>
        {draft.resources.length > 0 && (
          <ul>
            {draft.resources.map((each, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two may be alike, and none is edited in place.
              <li key={index}>
                <span>
                  {resourceText(each, currentLanguage())}
                  {each.kind !== null && (
                    <span className="card-list__kind"> · {t(`register.resource.kind.${each.kind}`)}</span>
                  )}
                </span>
                <Button
                  look="quiet"
                  aria-label={t('register.resource.remove', { name: resourceText(each, currentLanguage()) })}
                  onClick={() => set({ resources: draft.resources.filter((other) => other !== each) })}
                >
                  {t('register.takeAway')}
                </Button>
              </li>
            ))}
          </ul>
        )}
        <TextField
          label={t('register.resource.add')}
          hint={t('register.resource.addHint')}
          value={resource}
          maxLength={200}
          onChange={(event) => setResource(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || resource.trim() === '') return;
            event.preventDefault();
            setDraft(withResource());
            setResource('');
          }}
        />
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
            value={draft.from}
            calendar={register.timeline}
            onChange={(from) => set({ from })}
          />
          <WhenField
            label={t('register.card.to')}
            value={draft.to}
            calendar={register.timeline}
            onChange={(to) => set({ to })}
          />
        </div>
      </fieldset>
      {draft.allies.length > 0 && (
        <ul className="draft-allies" aria-label={t('register.card.allies')}>
          {draft.allies.map((ally) => (
            <li key={ally}>
              {t('register.commitment.with', { names: register.actors.byId.get(ally)?.name ?? '' })}
              <Button
                look="quiet"
                aria-label={t('register.ally.remove', { name: register.actors.byId.get(ally)?.name ?? '' })}
                onClick={() => set({ allies: draft.allies.filter((other) => other !== ally) })}
              >
                {t('register.takeAway')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <p className="pv-field__hint">{t('register.draft.later')}</p>
      <DialogActions>
        <Button onClick={onCancel}>{t('common.cancel')}</Button>
        <Button look="primary" type="submit">
          {t('register.draft.enter')}
        </Button>
      </DialogActions>
    </form>
  );
}
