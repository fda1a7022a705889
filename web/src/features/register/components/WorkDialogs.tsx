/** Production lines and actions: what is worked on. */
import { useTranslation } from '../../../i18n';
import { createAction, createLine, type RegisterSnapshot, setMember } from '../../../register';
import { useRegisterDesk } from '../hooks/useRegisterDesk';
import { LiveInput } from './fields';
import { NamedDialog } from './NamedDialog';
import { TakeOut } from './TakeOut';

interface WorkDialogProps {
  editing: string | 'new' | null;
  register: RegisterSnapshot;
  onEdit: (id: string | null) => void;
}

export function LineDialog({ editing, register, onEdit }: WorkDialogProps) {
  const { t } = useTranslation();
  const { doc } = useRegisterDesk();
  const line = editing === null ? undefined : register.lines.byId.get(editing);
  return (
    <NamedDialog
      editing={line || editing === 'new' ? editing : null}
      title={t(editing === 'new' ? 'register.line.create' : 'register.line.title')}
      nameLabel={t('register.line.name')}
      onCreate={(name) => {
        createLine(doc, name);
        onEdit(null);
      }}
      onClose={() => onEdit(null)}
    >
      {line && (
        <>
          <LiveInput entity="line" id={line.id} field="name" label={t('register.line.name')} value={line.name} />
          <TakeOut entity="line" id={line.id} name={line.name} onDone={() => onEdit(null)} />
        </>
      )}
    </NamedDialog>
  );
}

export function ActionDialog({ editing, register, onEdit }: WorkDialogProps) {
  const { t } = useTranslation();
  const { doc, canEdit } = useRegisterDesk();
  const action = editing === null ? undefined : register.actions.byId.get(editing);
  return (
    <NamedDialog
      editing={action || editing === 'new' ? editing : null}
      title={t(editing === 'new' ? 'register.action.create' : 'register.action.title')}
      nameLabel={t('register.action.name')}
      onCreate={(name) => onEdit(createAction(doc, { name }))}
      onClose={() => onEdit(null)}
    >
      {action && (
        <>
          <LiveInput
            entity="action"
            id={action.id}
            field="name"
            label={t('register.action.name')}
            value={action.name}
          />
          <fieldset className="open-card__question">
            <legend>{t('register.action.lines')}</legend>
            <div className="checks">
              {register.lines.all.map(({ id, name }) => (
                <label key={id}>
                  <input
                    type="checkbox"
                    checked={action.lines.includes(id)}
                    disabled={!canEdit}
                    onChange={(event) => setMember(doc, 'action', action.id, `line/${id}`, event.target.checked)}
                  />
                  {name}
                </label>
              ))}
            </div>
          </fieldset>
          <LiveInput
            entity="action"
            id={action.id}
            field="kind"
            label={t('register.action.kind')}
            hint={t('register.action.kindHint')}
            value={action.kind}
          />
          <LiveInput
            entity="action"
            id={action.id}
            field="priority"
            label={t('register.action.priority')}
            hint={t('register.action.priorityHint')}
            value={action.priority}
          />
          <TakeOut entity="action" id={action.id} name={action.name} onDone={() => onEdit(null)} />
        </>
      )}
    </NamedDialog>
  );
}
