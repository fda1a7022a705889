import { useTranslation } from '../../../i18n';
import type { RegisterCopy } from '../../connection';
import { choicesOf } from '../bindings/insertable';
import type { LiveReader } from '../bindings/live-reader';
import type { Insertion } from '../hooks/useInsertion';
import { PickDialog } from './PickDialog';

interface InsertDialogProps {
  insertion: Insertion;
  reader: LiveReader;
  register: RegisterCopy | null;
}

/** Which commitment, body, milestone or table goes into the text. */
export function InsertDialog({ insertion, reader, register }: InsertDialogProps) {
  const { t } = useTranslation();
  const { asked, put, close } = insertion;
  const { section = '', kind = 'commitmentCard' } = asked ?? {};
  return (
    <PickDialog
      open={asked !== null}
      title={t('bindings.insertTitle', { what: t(`bindings.kind.${kind}`) })}
      label={t(`bindings.which.${kind === 'timelineView' ? 'commitmentCard' : kind}`)}
      options={asked ? choicesOf(reader, kind) : []}
      register={kind === 'commitmentCard' ? register : null}
      newLabel={t('bindings.new.insert')}
      onClose={close}
      onChoose={(value) => put(section, { kind, value })}
    />
  );
}
