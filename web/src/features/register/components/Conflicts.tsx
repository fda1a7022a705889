/** Two people set one field at once: both values stay in view, with their bodies, until somebody keeps one. */
import type { FieldConflict } from '../../../api';
import { currentLanguage, useTranslation } from '../../../i18n';
import { confirmField, type RegisterSnapshot, readWhen, STATES } from '../../../register';
import { announce } from '../../../ui/announcer';
import { Button } from '../../../ui/Button';
import { Icon } from '../../../ui/Icon';
import { useRegisterDesk } from '../hooks/useRegisterDesk';
import { whenText } from '../model/labels';

interface ConflictsProps {
  conflicts: readonly FieldConflict[];
  register: RegisterSnapshot;
}

export function Conflicts({ conflicts, register }: ConflictsProps) {
  const { t } = useTranslation();
  const { doc, canEdit } = useRegisterDesk();
  const valueText = useValueText(register);
  const fieldName = useFieldName();
  if (conflicts.length === 0) return null;
  return (
    <div className="conflicts" role="status">
      {conflicts.map((conflict) => (
        <div key={conflict.key} className="conflicts__one">
          <p className="conflicts__title">
            <Icon name="alert" />
            {t('register.conflict.title', { field: fieldName(conflict.field) })}
          </p>
          <ul>
            {conflict.values.map((each) => {
              const value = valueText(conflict.field, each.value);
              const body = each.actor ?? t('register.conflict.someone');
              return (
                <li key={`${each.actor}/${String(each.value)}`}>
                  <span className="conflicts__value">{value}</span>
                  <span className="conflicts__body">{body}</span>
                  {canEdit && (
                    <Button
                      aria-label={t('register.conflict.keepOf', { value, name: body })}
                      onClick={() => {
                        confirmField(doc, conflict.key, each.value);
                        announce(t('register.conflict.kept', { value }));
                      }}
                    >
                      {t('register.conflict.keep')}
                    </Button>
                  )}
                </li>
              );
            })}
          </ul>
        </div>
      ))}
    </div>
  );
}

const NAMED_FIELDS = [
  'actor',
  'action',
  'from',
  'to',
  'state',
  'department',
  'reason',
  'name',
  'title',
  'date',
  'start',
  'months',
] as const;

function useFieldName(): (field: string) => string {
  const { t } = useTranslation();
  return (field) => {
    const named = NAMED_FIELDS.find((each) => each === field);
    return named ? t(`register.field.${named}`) : t('register.field.other');
  };
}

/** A value as a person would say it: ids are names, months are months. */
function useValueText({ actors, actions, timeline }: RegisterSnapshot) {
  const { t } = useTranslation();
  return (field: string, value: string | number | boolean): string => {
    const text = String(value);
    if (text === '') return t('register.conflict.empty');
    if (field === 'actor') return actors.byId.get(text)?.name ?? text;
    if (field === 'action') return actions.byId.get(text)?.name ?? text;
    const state = STATES.find((each) => each === text);
    if (field === 'state' && state) return t(`register.state.${state}`);
    const when = readWhen(value);
    return when ? whenText(when, timeline, currentLanguage()) : text;
  };
}
