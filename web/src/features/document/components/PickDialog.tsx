import { useState } from 'react';
import { useTranslation } from '../../../i18n';
import { Combobox, type ComboboxOption } from '../../../ui/Combobox';
import { Dialog } from '../../../ui/Dialog';
import type { RegisterCopy } from '../../connection';
import { NEW } from '../bindings/insertable';
import { NewCommitmentForm } from './NewCommitmentForm';

interface PickDialogProps {
  open: boolean;
  title: string;
  /** What is looked for: «Quale impegno». */
  label: string;
  options: readonly ComboboxOption[];
  /** Where a new commitment may be made in the place of one that is there. */
  register: RegisterCopy | null;
  /** Says what making one does besides: «Crea e inserisci». */
  newLabel: string;
  /** Begins with the new one. */
  isNew?: boolean;
  onChoose: (id: string) => void;
  onClose: () => void;
}

/** Which one: found by typing, or made on the spot. */
export function PickDialog(props: PickDialogProps) {
  const { open, title, isNew = false, onClose } = props;
  const { t } = useTranslation();
  const [isMaking, setMaking] = useState(false);

  return (
    <Dialog
      open={open}
      title={isMaking || isNew ? t('bindings.new.title') : title}
      closeLabel={t('common.close')}
      onClose={() => {
        setMaking(false);
        onClose();
      }}
    >
      <Picking
        {...props}
        onMaking={() => setMaking(true)}
        onClose={() => {
          setMaking(false);
          onClose();
        }}
      />
    </Dialog>
  );
}

function Picking(props: PickDialogProps & { onMaking: () => void }) {
  const { label, options, register, newLabel, isNew = false, onChoose, onClose, onMaking } = props;
  const { t } = useTranslation();
  const [words, setWords] = useState(isNew ? '' : null);
  const all = register ? [...options, { id: NEW, label: t('bindings.newCommitment'), isAlways: true }] : options;

  function choose(id: string) {
    onClose();
    onChoose(id);
  }

  if (words !== null && register) {
    return (
      <NewCommitmentForm register={register} words={words} confirmLabel={newLabel} onMade={choose} onCancel={onClose} />
    );
  }
  return (
    <Combobox
      label={label}
      options={all}
      noneText={t('bindings.noneFound')}
      countText={(count) => t('bindings.choices', { count })}
      onChoose={(id, typed) => {
        if (id !== NEW || !register) return choose(id);
        setWords(typed);
        onMaking();
      }}
    />
  );
}
