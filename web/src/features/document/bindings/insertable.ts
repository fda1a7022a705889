/** What can be put into the text from the register, and which things of each kind there are. */
import type { ReferenceKind } from '../../../editor';
import { currentLanguage, t } from '../../../i18n';
import { STATES } from '../../../register';
import type { ComboboxOption } from '../../../ui/Combobox';
import { isFound } from '../../../ui/search';
import type { LiveReader } from './live-reader';
import { whenWords } from './moments';

/** In the order of the list. */
export const INSERTABLE = [
  'commitmentCard',
  'commitmentTable',
  'timelineView',
  'actorName',
  'milestoneDate',
] as const satisfies readonly ReferenceKind[];

/** Chosen in the place of a thing: make a new one. */
export const NEW = 'new';

export function kindsFor(query: string): { id: ReferenceKind; label: string; hint: string }[] {
  return INSERTABLE.map((kind) => ({
    id: kind,
    label: t(`bindings.kind.${kind}`),
    hint: t(`bindings.hint.${kind}`),
  })).filter(({ label }) => isFound(label, query));
}

/** What one of a kind may point to: ids, or filters of a table. */
export function choicesOf(reader: LiveReader, kind: ReferenceKind): ComboboxOption[] {
  const { snapshot } = reader;
  if (!snapshot) return [];
  switch (kind) {
    case 'commitmentCard':
      return snapshot.commitments.all.map(({ id, what, actor }) => ({
        id,
        label: what.trim() || t('bindings.noWhat'),
        hint: actor === null ? t('bindings.noActor') : actorWords(reader, actor),
      }));
    case 'actorName':
      return reader.actors().map(({ id, name }) => ({ id, label: name }));
    case 'milestoneDate':
      return snapshot.milestones.all.map(({ id, title, date }) => ({
        id,
        label: title,
        hint: date === null ? t('bindings.noDate') : whenWords(date, snapshot.timeline, currentLanguage()),
      }));
    case 'commitmentTable':
      return tableChoices(reader);
    case 'timelineView':
      return [];
  }
}

function tableChoices(reader: LiveReader): ComboboxOption[] {
  const { snapshot } = reader;
  if (!snapshot) return [];
  const by = (name: 'actor' | 'line' | 'action', things: readonly { id: string; name: string }[]) =>
    things.map((thing) => ({ id: `${name}=${thing.id}`, label: thing.name, hint: t(`bindings.filterBy.${name}`) }));
  return [
    { id: '', label: t('bindings.allCommitments') },
    ...by('actor', reader.actors()),
    ...by('line', snapshot.lines.all),
    ...by('action', snapshot.actions.all),
    ...STATES.map((state) => ({
      id: `state=${state}`,
      label: t(`register.state.${state}`),
      hint: t('bindings.filterBy.state'),
    })),
  ];
}

function actorWords(reader: LiveReader, id: string): string {
  const shown = reader.actorName(id);
  return 'words' in shown ? shown.words : shown.absent;
}
