import { useCallback, useRef } from 'react';
import { useTranslation } from '../../../i18n';
import { textOfParts } from '../../../sync';
import { announce } from '../../../ui/announcer';
import { Button } from '../../../ui/Button';
import { Notice } from '../../../ui/Notice';
import { copyWords } from '../copy-words';
import { type LostText, whyOf } from '../lost-texts';

/** What this device says of words it did not send. */
const DEVICE_REASONS = ['other_person', 'other_epoch', 'gap'] as const;

/** Words that just did not get into the document, given back to who typed them. */
export function RescueNotice({ text, onSettle }: { text: LostText; onSettle: () => void }) {
  const { t } = useTranslation();
  const whyText = useWhyText();
  const field = useRef<HTMLTextAreaElement>(null);
  const words = textOfParts(text.parts);

  async function copy() {
    const outcome = await copyWords(words, field.current);
    announce(t(`sync.rescue.${outcome}`));
  }

  function download() {
    const url = URL.createObjectURL(new Blob([words], { type: 'text/plain;charset=utf-8' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = t('sync.rescue.fileName');
    link.click();
    URL.revokeObjectURL(url);
  }

  if (words === '') {
    return (
      <Notice
        tone="attention"
        title={t('sync.refused.title')}
        action={<Button onClick={onSettle}>{t('sync.rescue.seen')}</Button>}
      >
        {whyText(text.code)} {t('document.lost.onlyDeletions')}
      </Notice>
    );
  }
  return (
    <Notice tone="attention" title={t('sync.rescue.title')}>
      <p>
        {whyText(text.code)} {t('sync.rescue.again')}
      </p>
      <textarea
        ref={field}
        className="rescue__text"
        readOnly
        rows={4}
        value={words}
        aria-label={t('sync.rescue.text')}
      />
      <div className="rescue__actions">
        <Button onClick={() => void copy()}>{t('sync.rescue.copy')}</Button>
        <Button onClick={download}>{t('sync.rescue.download')}</Button>
        <Button look="quiet" onClick={onSettle}>
          {t('sync.rescue.discard')}
        </Button>
      </div>
    </Notice>
  );
}

/** Why words did not get in, in words. */
export function useWhyText(): (code: string) => string {
  const { t } = useTranslation();
  return useCallback(
    (code) => {
      const ofDevice = DEVICE_REASONS.find((each) => each === code);
      return ofDevice ? t(`sync.rescue.reason.${ofDevice}`) : t(`sync.refused.${whyOf(code)}`);
    },
    [t],
  );
}
