/** The things a section can be bound to, by name. */
import type { Process } from '../../../api';
import { t } from '../../../i18n';
import type { ComboboxOption } from '../../../ui/Combobox';
import type { BindingKind } from './bindings';
import { choicesOf } from './insertable';
import type { LiveReader } from './live-reader';

export interface Question {
  readonly id: string;
  readonly text: string;
  /** Title of the meeting it was put in. */
  readonly meeting: string;
}

export function questionsOf(process: Pick<Process, 'meetings'> | undefined): Question[] {
  return (process?.meetings ?? []).flatMap(({ title, questions }) =>
    questions.map(({ id, text }) => ({ id, text, meeting: title })),
  );
}

export function thingsOf(kind: BindingKind, reader: LiveReader, questions: readonly Question[]): ComboboxOption[] {
  switch (kind) {
    case 'commitment':
      return choicesOf(reader, 'commitmentCard');
    case 'actor':
      return choicesOf(reader, 'actorName');
    case 'milestone':
      return choicesOf(reader, 'milestoneDate');
    case 'action':
      return (reader.snapshot?.actions.all ?? []).map(({ id, name }) => ({ id, label: name }));
    case 'question':
      return questions.map(({ id, text, meeting }) => ({ id, label: text, hint: meeting }));
  }
}

/** What one of them is called; in plain words when it is not there any more. */
export function nameOf(kind: BindingKind, id: string, reader: LiveReader, questions: readonly Question[]): string {
  const thing = thingsOf(kind, reader, questions).find((each) => each.id === id);
  if (!thing) return t(reader.snapshot ? 'bindings.unknownThing' : 'bindings.waitingWord');
  return kind === 'milestone' && thing.hint ? `${thing.label} · ${thing.hint}` : thing.label;
}
