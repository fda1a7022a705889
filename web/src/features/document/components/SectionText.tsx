import { useCallback, useEffect, useRef, useState } from 'react';
import type * as Y from 'yjs';
import {
  createSectionEditor,
  type Editor,
  followRegister,
  followTrail,
  guardFragment,
  type Neighbour,
  type RegisterReader,
  renderStatic,
  unknownNames,
} from '../../../editor';
import { useTranslation } from '../../../i18n';
import { Notice } from '../../../ui/Notice';
import { type Ink, useInk } from '../../attribution';
import { useRegisterInText } from '../bindings/context';
import type { Desk, Place } from '../desk';
import { useNearScreen } from '../hooks/useNearScreen';
import { stayAt } from '../stay';

interface SectionTextProps {
  desk: Desk;
  section: string;
  fragment: Y.XmlFragment;
  label: string;
  describedBy: string | null;
  canEdit: boolean;
  onLeave: (from: string, to: Neighbour) => boolean;
}

/** The text of a section: an editor while it is near the screen and may be written, else the same text without one. */
export function SectionText({ desk, section, fragment, label, describedBy, canEdit, onLeave }: SectionTextProps) {
  const { t } = useTranslation();
  const { reader, insertMenu } = useRegisterInText();
  const ink = useInk();
  const frame = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor | null>(null);
  const wanted = useRef<Place | null>(null);
  const isNear = useNearScreen(frame);
  const hadFocus = useRef(false);
  const [isCalled, setCalled] = useState(false);
  // A text with something this page does not know is shown and never bound: binding would delete it.
  const [isStrange, setStrange] = useState(() => unknownNames(fragment).length > 0);
  const isEditor = canEdit && !isStrange && (isNear || isCalled);
  const fresh = useRef({ label, describedBy, onLeave });

  useEffect(() => {
    fresh.current = { label, describedBy, onLeave };
    const view = editor.current?.view;
    // The editor asks for its name at each change of state; a renamed section is one to us, not to it.
    view?.updateState(view.state);
  }, [label, describedBy, onLeave]);

  const focus = useCallback((place: Place) => {
    if (editor.current) {
      goTo(editor.current, place);
      // The command waits for a frame before it takes the focus; the next letter does not.
      editor.current.view.focus();
      return;
    }
    wanted.current = place;
    setCalled(true);
  }, []);

  useEffect(() => (canEdit ? desk.addBox(section, { focus }) : undefined), [desk, section, focus, canEdit]);

  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    if (!isEditor) {
      // Who was writing in a section that closes stays there, with nothing moving under their eyes.
      const article = element.closest('article');
      if (hadFocus.current && !canEdit && article) stayAt(article);
      hadFocus.current = false;
      const box = canEdit && !isStrange ? { label: fresh.current.label, onFocus: () => focus('start') } : null;
      return showStatic({ element, fragment, reader, ink, box });
    }
    const made = createSectionEditor({
      element,
      fragment,
      awareness: desk.connection.awareness,
      undoManager: desk.undoManager,
      mayWrite: () => desk.isOpen(section),
      reader,
      insertMenu,
      label: () => fresh.current.label,
      describedBy: () => fresh.current.describedBy,
      onLeave: (to) => fresh.current.onLeave(section, to),
      onFocus: (focused) => desk.enter(section, focused),
    });
    editor.current = made;
    const stopPainting = ink.follow((painting) => painting?.paint(made, fragment) ?? (() => undefined));
    const stopGuarding = guardFragment(fragment, () => {
      made.destroy();
      setStrange(true);
    });
    hadFocus.current = false;
    if (wanted.current) goTo(made, wanted.current);
    wanted.current = null;
    return () => {
      stopGuarding();
      stopPainting();
      hadFocus.current = !made.isDestroyed && made.view.hasFocus();
      editor.current = null;
      desk.leave(made);
      made.destroy();
      element.replaceChildren();
    };
  }, [isEditor, canEdit, isStrange, focus, fragment, desk, section, reader, insertMenu, ink]);

  useEffect(() => {
    // Called from afar and then left: the editor may go again with the screen.
    if (isNear) setCalled(false);
  }, [isNear]);

  return (
    <>
      {isStrange && canEdit && <Notice tone="attention">{t('document.section.strange')}</Notice>}
      <div ref={frame} className="section__text" />
    </>
  );
}

function goTo(editor: Editor, place: Place): void {
  if (typeof place === 'string') editor.commands.focus(place);
  else if (followTrail(editor, place)) editor.view.focus();
  else editor.commands.focus('end', { scrollIntoView: false });
}

interface Box {
  readonly label: string;
  readonly onFocus: () => void;
}

interface Still {
  readonly element: HTMLElement;
  readonly fragment: Y.XmlFragment;
  readonly reader: RegisterReader;
  readonly ink: Ink;
  readonly box: Box | null;
}

/** With a `box` the text can be reached like the editor that will take its place, which comes with the focus. */
function showStatic({ element, fragment, reader, ink, box }: Still): () => void {
  const text = document.createElement('div');
  text.className = 'section-text section-text--still';
  if (box) {
    text.setAttribute('role', 'textbox');
    text.setAttribute('aria-multiline', 'true');
    text.setAttribute('aria-label', box.label);
    text.tabIndex = 0;
    text.addEventListener('focus', box.onFocus);
  }
  element.replaceChildren(text);
  let frame: number | null = null;
  const draw = () => {
    frame = null;
    text.replaceChildren(renderStatic(fragment, reader, ink.painting?.textAuthors(fragment)));
  };
  // Twenty writers elsewhere are no reason to draw more than once a frame.
  const later = () => {
    frame ??= requestAnimationFrame(draw);
  };
  draw();
  fragment.observeDeep(later);
  const stopFollowing = followRegister(text, reader);
  const stopPainting = ink.changed.on(later);
  return () => {
    stopFollowing();
    stopPainting();
    fragment.unobserveDeep(later);
    if (frame !== null) cancelAnimationFrame(frame);
    element.replaceChildren();
  };
}
