/** Milestones, and the twelve months themselves. */
import { useTranslation } from '../../../i18n';
import {
  createMilestone,
  MILESTONE_KINDS,
  MOST_MONTHS,
  type RegisterSnapshot,
  setField,
  setMember,
  setTimeline,
} from '../../../register';
import { Button } from '../../../ui/Button';
import { Dialog, DialogActions } from '../../../ui/Dialog';
import { useRegisterDesk } from '../hooks/useRegisterDesk';
import { LiveInput, LiveSelect, WhenField } from './fields';
import { NamedDialog } from './NamedDialog';
import { TakeOut } from './TakeOut';

interface MilestoneDialogProps {
  editing: string | 'new' | null;
  register: RegisterSnapshot;
  onEdit: (id: string | null) => void;
}

export function MilestoneDialog({ editing, register, onEdit }: MilestoneDialogProps) {
  const { t } = useTranslation();
  const { doc, canEdit, own } = useRegisterDesk();
  const milestone = editing === null ? undefined : register.milestones.byId.get(editing);
  const place = (field: string) => ({ entity: 'milestone' as const, id: milestone?.id ?? '', field });
  return (
    <NamedDialog
      editing={milestone || editing === 'new' ? editing : null}
      title={t(editing === 'new' ? 'register.milestone.create' : 'register.milestone.edit')}
      nameLabel={t('register.milestone.name')}
      onCreate={(title) => onEdit(createMilestone(doc, { title, kind: 'tappa', actor: own }))}
      onClose={() => onEdit(null)}
    >
      {milestone && (
        <>
          <LiveInput {...place('title')} label={t('register.milestone.name')} value={milestone.title} />
          <LiveSelect
            {...place('kind')}
            label={t('register.milestone.kindLabel')}
            value={milestone.kind}
            none={t('register.notChosen')}
            choices={MILESTONE_KINDS.map((kind) => ({ value: kind, label: t(`register.milestone.kind.${kind}`) }))}
          />
          <WhenField
            label={t('register.milestone.date')}
            value={milestone.date}
            calendar={register.timeline}
            isReadOnly={!canEdit}
            onChange={(date) => setField(doc, 'milestone', milestone.id, 'date', date)}
          />
          <LiveSelect
            {...place('actor')}
            label={t('register.milestone.actor')}
            value={milestone.actor}
            none={t('register.notChosen')}
            choices={register.actors.all.map(({ id, name }) => ({ value: id, label: name }))}
          />
          <details className="milestone-commitments">
            <summary>{t('register.milestone.commitments', { count: milestone.commitments.length })}</summary>
            <div className="checks">
              {register.commitments.all.map(({ id, what, actor }) => (
                <label key={id}>
                  <input
                    type="checkbox"
                    checked={milestone.commitments.includes(id)}
                    disabled={!canEdit}
                    onChange={(event) =>
                      setMember(doc, 'milestone', milestone.id, `commitment/${id}`, event.target.checked)
                    }
                  />
                  {[register.actors.byId.get(actor ?? '')?.name, what || t('register.commitment.unsaid')]
                    .filter(Boolean)
                    .join(': ')}
                </label>
              ))}
            </div>
          </details>
          <TakeOut entity="milestone" id={milestone.id} name={milestone.title} onDone={() => onEdit(null)} />
        </>
      )}
    </NamedDialog>
  );
}

interface TimelineDialogProps {
  register: RegisterSnapshot;
  open: boolean;
  onClose: () => void;
}

export function TimelineDialog({ register, open, onClose }: TimelineDialogProps) {
  const { t } = useTranslation();
  const { doc } = useRegisterDesk();
  const { start, months, basis } = register.timeline;
  const place = (field: string) => ({ entity: 'timeline' as const, id: 'main', field });
  return (
    <Dialog open={open} title={t('register.timeline.title')} closeLabel={t('common.close')} onClose={onClose}>
      <div className="open-card">
        <LiveInput
          {...place('start')}
          kind="date"
          label={t('register.timeline.start')}
          hint={t('register.timeline.startHint')}
          value={start}
        />
        <LiveSelect
          {...place('basis')}
          label={t('register.timeline.basis')}
          value={basis}
          none={t('register.notChosen')}
          choices={(['firma', 'dichiarata'] as const).map((each) => ({
            value: each,
            label: t(`register.timeline.basisOf.${each}`),
          }))}
        />
        <LiveSelect
          {...place('months')}
          label={t('register.timeline.months')}
          value={String(months)}
          none={t('register.timeline.default')}
          choices={Array.from({ length: MOST_MONTHS }, (_, at) => String(at + 1)).map((count) => ({
            value: count,
            label: count,
          }))}
          onChoose={(count) => setTimeline(doc, { months: Number(count ?? 12) })}
        />
        <DialogActions>
          <Button look="primary" onClick={onClose}>
            {t('register.done')}
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  );
}
