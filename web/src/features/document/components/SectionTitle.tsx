import { type KeyboardEvent, useEffect, useRef } from 'react';
import { bindTitle, MAX_TITLE, titleRoot } from '../../../editor';
import { useTranslation } from '../../../i18n';
import type { Desk } from '../desk';
import type { Section } from '../sections';
import { stayAt } from '../stay';

/** The title, one line, shared letter by letter. A text area only because a long one must wrap on a phone. */
export function SectionTitle({ desk, section, canEdit }: { desk: Desk; section: Section; canEdit: boolean }) {
  const { t } = useTranslation();
  const field = useRef<HTMLTextAreaElement>(null);
  const { doc } = desk.connection;

  const heading = useRef<HTMLHeadingElement>(null);
  const hasFocus = useRef(false);

  useEffect(() => {
    if (!canEdit || !field.current) return;
    const title = doc.getText(titleRoot(section.id));
    desk.undoManager.addToScope(title);
    return bindTitle(title, field.current, () => desk.isOpen(section.id));
  }, [desk, doc, section.id, canEdit]);

  useEffect(() => {
    // Closed under the hands of who was writing in it: they stay at the section.
    const article = heading.current?.closest('article');
    if (!canEdit && hasFocus.current && article) stayAt(article);
    hasFocus.current = false;
  }, [canEdit]);

  function keys(event: KeyboardEvent) {
    const isCommand = event.ctrlKey || event.metaKey;
    if (event.key === 'Enter' || event.key === 'ArrowDown') {
      event.preventDefault();
      desk.focus(section.id, 'start');
    } else if (isCommand && event.key.toLowerCase() === 'z') {
      // The browser's own undo knows nothing of what others have typed into the title.
      event.preventDefault();
      if (event.shiftKey) desk.redo();
      else desk.undo();
    } else if (isCommand && event.key.toLowerCase() === 'y') {
      event.preventDefault();
      desk.redo();
    }
  }

  if (!canEdit) {
    return (
      <h2 ref={heading} className="section__title">
        {section.title || t('document.section.untitled')}
      </h2>
    );
  }
  return (
    <h2 className="section__title" data-text={section.title}>
      <textarea
        ref={field}
        rows={1}
        maxLength={MAX_TITLE}
        className="section__title-field"
        aria-label={
          section.kind === 'article' && section.number !== null
            ? t('document.section.titleOf', { number: section.number })
            : t('document.section.titleField')
        }
        placeholder={t('document.section.untitled')}
        enterKeyHint="next"
        onKeyDown={keys}
        onFocus={() => {
          hasFocus.current = true;
        }}
        onBlur={() => {
          hasFocus.current = false;
        }}
      />
    </h2>
  );
}
