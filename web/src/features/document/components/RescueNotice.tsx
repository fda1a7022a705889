import { useId } from 'react';
import { useTranslation } from '../../../i18n';
import type { Rescue } from '../../../sync';
import { announce } from '../../../ui/announcer';
import { Button } from '../../../ui/Button';
import { Notice } from '../../../ui/Notice';

const REASONS = ['other_person', 'other_epoch', 'read_only', 'gap', 'refused'] as const;

/** Words that cannot go into the document by themselves, given back to who typed them. */
export function RescueNotice({ rescue, onDiscard }: { rescue: Rescue; onDiscard: () => void }) {
  const { t } = useTranslation();
  const id = useId();
  const reason = REASONS.find((each) => each === rescue.reason) ?? 'refused';

  async function copy() {
    try {
      await navigator.clipboard.writeText(rescue.text);
      announce(t('sync.rescue.copied'));
    } catch {
      // Without a certificate there is no clipboard: the words are selected for the keyboard to copy.
      const field = document.getElementById(id);
      if (field instanceof HTMLTextAreaElement) field.select();
      announce(t('sync.rescue.selected'));
    }
  }

  function download() {
    const url = URL.createObjectURL(new Blob([rescue.text], { type: 'text/plain;charset=utf-8' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = t('sync.rescue.fileName');
    link.click();
    URL.revokeObjectURL(url);
  }

  return (
    <Notice tone="attention" title={t('sync.rescue.title')}>
      <p>{t(`sync.rescue.reason.${reason}`)}</p>
      <textarea
        id={id}
        className="rescue__text"
        readOnly
        rows={4}
        value={rescue.text}
        aria-label={t('sync.rescue.text')}
      />
      <div className="rescue__actions">
        <Button onClick={() => void copy()}>{t('sync.rescue.copy')}</Button>
        <Button onClick={download}>{t('sync.rescue.download')}</Button>
        <Button look="quiet" onClick={onDiscard}>
          {t('sync.rescue.discard')}
        </Button>
      </div>
    </Notice>
  );
}
