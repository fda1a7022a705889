/** Production lines, their actions, and who promised something for each. */
import { useMemo, useState } from 'react';
import { useTranslation } from '../../../i18n';
import type { Action, Commitment, RegisterSnapshot } from '../../../register';
import { Badge } from '../../../ui/Badge';
import { Button } from '../../../ui/Button';
import { CardOf } from '../components/CardOf';
import { ActionDialog, LineDialog } from '../components/WorkDialogs';
import { useRegisterDesk } from '../hooks/useRegisterDesk';
import { type Draft, EMPTY_DRAFT } from '../model/draft';

interface ByLineViewProps {
  register: RegisterSnapshot;
  onPropose: (draft: Draft) => void;
}

export function ByLineView({ register, onPropose }: ByLineViewProps) {
  const { t } = useTranslation();
  const { canEdit } = useRegisterDesk();
  const [line, setLine] = useState<string | 'new' | null>(null);
  const [action, setAction] = useState<string | 'new' | null>(null);
  const byAction = useMemo(() => groupByAction(register), [register]);
  const actionsOf = (id: string) => register.actions.all.filter(({ lines }) => lines.includes(id));
  const loose = register.actions.all.filter(({ lines }) => !lines.some((id) => register.lines.byId.has(id)));
  const without = byAction.get(null) ?? [];
  const show = (each: Action) => (
    <ActionGroup
      key={each.id}
      action={each}
      commitments={byAction.get(each.id) ?? []}
      register={register}
      onEdit={() => setAction(each.id)}
      onPropose={() => onPropose({ ...EMPTY_DRAFT, action: each.id })}
    />
  );
  return (
    <div className="groups">
      {canEdit && (
        <div className="groups__actions">
          <Button look="quiet" icon="add" onClick={() => setLine('new')}>
            {t('register.line.create')}
          </Button>
          <Button look="quiet" icon="add" onClick={() => setAction('new')}>
            {t('register.action.create')}
          </Button>
        </div>
      )}
      {register.lines.all.map(({ id, name }) => (
        <section key={id} className="line" aria-label={name}>
          <header className="line__head">
            <h2>{name || t('register.line.unnamed')}</h2>
            {canEdit && (
              <Button look="quiet" aria-label={t('register.line.editOf', { name })} onClick={() => setLine(id)}>
                {t('register.edit')}
              </Button>
            )}
          </header>
          {actionsOf(id).length === 0 ? (
            <p className="group__empty">{t('register.line.noAction')}</p>
          ) : (
            actionsOf(id).map(show)
          )}
        </section>
      ))}
      {loose.length > 0 && (
        <section className="line" aria-label={t('register.action.noLine')}>
          <header className="line__head">
            <h2>{t('register.action.noLine')}</h2>
          </header>
          {loose.map(show)}
        </section>
      )}
      {without.length > 0 && (
        <section className="line" aria-label={t('register.action.none')}>
          <header className="line__head">
            <h2>{t('register.action.none')}</h2>
          </header>
          <div className="group__cards">
            {without.map((commitment) => (
              <CardOf key={commitment.id} commitment={commitment} register={register} />
            ))}
          </div>
        </section>
      )}
      <LineDialog editing={line} register={register} onEdit={setLine} />
      <ActionDialog editing={action} register={register} onEdit={setAction} />
    </div>
  );
}

interface ActionGroupProps {
  action: Action;
  commitments: readonly Commitment[];
  register: RegisterSnapshot;
  onEdit: () => void;
  onPropose: () => void;
}

function ActionGroup({ action, commitments, register, onEdit, onPropose }: ActionGroupProps) {
  const { t } = useTranslation();
  const { canEdit } = useRegisterDesk();
  const name = action.name || t('register.action.unnamed');
  return (
    <section className="group" aria-label={name}>
      <header className="group__head">
        <h3>{name}</h3>
        {(action.kind !== '' || action.priority !== '') && (
          <p className="group__facts">
            {action.kind !== '' && <Badge>{action.kind}</Badge>}{' '}
            {action.priority !== '' && <Badge tone="info">{action.priority}</Badge>}
          </p>
        )}
        {canEdit && (
          <div className="group__actions">
            <Button look="quiet" aria-label={t('register.action.editOf', { name })} onClick={onEdit}>
              {t('register.edit')}
            </Button>
            <Button look="quiet" icon="add" aria-label={t('register.draft.openFor', { name })} onClick={onPropose}>
              {t('register.draft.open')}
            </Button>
          </div>
        )}
      </header>
      {commitments.length === 0 ? (
        <p className="group__empty">{t('register.action.noCommitment')}</p>
      ) : (
        <div className="group__cards">
          {commitments.map((commitment) => (
            <CardOf key={commitment.id} commitment={commitment} register={register} />
          ))}
        </div>
      )}
    </section>
  );
}

function groupByAction({ commitments, actions }: RegisterSnapshot): ReadonlyMap<string | null, readonly Commitment[]> {
  const groups = new Map<string | null, Commitment[]>();
  for (const commitment of commitments.all) {
    const action = commitment.action !== null && actions.byId.has(commitment.action) ? commitment.action : null;
    const group = groups.get(action);
    if (group) group.push(commitment);
    else groups.set(action, [commitment]);
  }
  return groups;
}
