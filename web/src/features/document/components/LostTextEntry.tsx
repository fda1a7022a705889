import { useId, useRef, useState } from 'react';
import { currentLanguage, useTranslation } from '../../../i18n';
import { textOfParts, type WordsPart } from '../../../sync';
import { announce } from '../../../ui/announcer';
import { Button } from '../../../ui/Button';
import { copyWords, type LostText, useWhyText } from '../../connection';
import type { Obstacle } from '../obstacle';
import type { Section } from '../sections';

interface LostTextEntryProps {
  text: LostText;
  sectionOf: (part: WordsPart) => Section | undefined;
  obstacleTo: (part: WordsPart) => Obstacle | null;
  onPutBack: (part: WordsPart) => boolean;
  onSettle: () => Promise<void>;
}

export function LostTextEntry({ text, sectionOf, obstacleTo, onPutBack, onSettle }: LostTextEntryProps) {
  const { t } = useTranslation();
  const whyText = useWhyText();
  const words = useRef<HTMLDivElement>(null);
  const [back, setBack] = useState<readonly WordsPart[]>([]);
  const when = new Intl.DateTimeFormat(currentLanguage(), { dateStyle: 'medium', timeStyle: 'short' }).format(text.at);

  async function copy() {
    const outcome = await copyWords(textOfParts(text.parts), words.current);
    announce(t(`sync.rescue.${outcome}`));
  }

  function settle() {
    // What went wrong is said by the list; the text stays in it.
    void onSettle().then(
      () => announce(t('document.lost.settled')),
      () => undefined,
    );
  }

  function putBack(part: WordsPart) {
    if (back.includes(part) || !onPutBack(part)) return;
    const done = [...back, part];
    setBack(done);
    // All of it is in the text again: nothing is left to be done about it.
    if (text.parts.every((each) => done.includes(each))) settle();
  }

  return (
    <li className="lost__entry">
      <p className="lost__when">
        <time dateTime={new Date(text.at).toISOString()}>{when}</time>
        {' · '}
        {text.actor ?? t(text.isMine ? 'document.lost.mine' : 'document.lost.unknown')}
      </p>
      <p>{whyText(text.code)}</p>
      {text.parts.length === 0 && <p>{t('document.lost.onlyDeletions')}</p>}
      <div ref={words} className="lost__parts">
        {text.parts.map((part, index) => (
          <LostPart
            // biome-ignore lint/suspicious/noArrayIndexKey: parts never change places, and two may be alike.
            key={index}
            part={part}
            section={sectionOf(part)}
            obstacle={obstacleTo(part)}
            isBack={back.includes(part)}
            onPutBack={() => putBack(part)}
          />
        ))}
      </div>
      <div className="rescue__actions">
        {text.parts.length > 0 && <Button onClick={() => void copy()}>{t('document.lost.copy')}</Button>}
        <Button look="quiet" onClick={settle}>
          {t('document.lost.done')}
        </Button>
      </div>
    </li>
  );
}

interface LostPartProps {
  part: WordsPart;
  section: Section | undefined;
  obstacle: Obstacle | null;
  isBack: boolean;
  onPutBack: () => void;
}

function LostPart({ part, section, obstacle, isBack, onPutBack }: LostPartProps) {
  const { t } = useTranslation();
  const id = useId();
  const name = section ? section.title || t('document.section.untitled') : t('document.lost.noSection');
  const isOff = obstacle !== null || isBack;
  return (
    <>
      <p className="lost__section">{name}</p>
      <p className="lost__words">{part.text}</p>
      <Button
        aria-label={t('document.lost.putBackOf', { name })}
        aria-disabled={isOff || undefined}
        aria-describedby={obstacle ? id : undefined}
        onClick={() => {
          if (!isOff) onPutBack();
        }}
      >
        {t('document.lost.putBack')}
      </Button>
      {obstacle && (
        <p id={id} className="lost__obstacle">
          {t(`document.lost.obstacle.${obstacle}`)}
        </p>
      )}
    </>
  );
}
