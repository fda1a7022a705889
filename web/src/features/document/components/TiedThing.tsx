import type { Reference } from '../../../editor';
import { useTranslation } from '../../../i18n';
import { IconButton } from '../../../ui/IconButton';
import type { BindingKind } from '../bindings/bindings';
import type { Tie } from '../bindings/mentions';

interface TiedThingProps {
  kind: BindingKind;
  tie: Tie;
  name: string;
  why: string | null;
  onInsert: (reference: Reference) => void;
  onUnbind: () => void;
}

/** A body, a milestone, an action or a question that a section is bound to: a line and what one can do with it. */
export function TiedThing({ kind, tie, name, why, onInsert, onUnbind }: TiedThingProps) {
  const { t } = useTranslation();
  const isOff = why !== null || undefined;
  const shownAs = kind === 'actor' ? 'actorName' : kind === 'milestone' ? 'milestoneDate' : null;
  return (
    <li className="panel-thing">
      <span className="panel-thing__name">{name}</span>
      {shownAs && (
        <IconButton
          icon="add"
          label={t('bindings.panel.insertNamed', { name })}
          aria-disabled={isOff}
          onClick={() => why === null && onInsert({ kind: shownAs, value: tie.id })}
        />
      )}
      {tie.isBound && (
        <IconButton
          icon="close"
          label={t('bindings.panel.unbindNamed', { name })}
          aria-disabled={isOff}
          onClick={() => why === null && onUnbind()}
        />
      )}
    </li>
  );
}
