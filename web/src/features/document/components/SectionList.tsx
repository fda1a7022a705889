import { useEffect, useRef } from 'react';
import type { Neighbour } from '../../../editor';
import type { ConnectionView } from '../../../sync';
import type { Desk } from '../desk';
import { isOpenTo, type Section } from '../sections';
import { AsideSection } from './AsideSection';
import { SectionArticle } from './SectionArticle';

interface SectionListProps {
  slug: string;
  documentId: string;
  desk: Desk;
  view: ConnectionView;
  sections: readonly Section[];
  isPaused: boolean;
  mayManage: boolean;
  onInView: (section: string) => void;
}

export function SectionList(props: SectionListProps) {
  const { slug, documentId, desk, view, sections, isPaused, mayManage, onInView } = props;
  const list = useRef<HTMLDivElement>(null);
  const used = sections.filter((section) => section.aside === null);
  const latest = useRef(used);
  useEffect(() => {
    latest.current = used;
  });
  useSectionInView(list, used.map((section) => section.id).join(' '), (section) => {
    onInView(section);
    // Readers are shown in the section they read, writers in the one they write in.
    if (!desk.view.isWriting) desk.connection.setPresence('section', section);
  });

  function leave(from: string, to: Neighbour): boolean {
    const sections = latest.current;
    const at = sections.findIndex((section) => section.id === from);
    const next = sections[to === 'next' ? at + 1 : at - 1];
    return next !== undefined && desk.isOpen(next.id) && desk.focus(next.id, to === 'next' ? 'start' : 'end');
  }

  return (
    <div ref={list} className="sections">
      {sections.map((section) =>
        section.aside === null ? (
          <SectionArticle
            key={section.id}
            slug={slug}
            documentId={documentId}
            desk={desk}
            section={section}
            sections={sections}
            canEdit={view.canEdit && !isPaused && isOpenTo(section, view.lease)}
            mayManage={mayManage}
            onLeave={leave}
          />
        ) : (
          <AsideSection
            key={section.id}
            documentId={documentId}
            section={section}
            doc={desk.connection.doc}
            mayManage={mayManage}
          />
        ),
      )}
    </div>
  );
}

/** Tells which section stands at the reading line, a third down the screen. */
function useSectionInView(list: React.RefObject<HTMLElement | null>, ids: string, onInView: (id: string) => void) {
  const tell = useRef(onInView);
  useEffect(() => {
    tell.current = onInView;
  });
  useEffect(() => {
    const articles = ids.split(' ').flatMap((id) => list.current?.querySelector(`#section-${CSS.escape(id)}`) ?? []);
    const observer = new IntersectionObserver(
      (entries) => {
        const entered = entries.find((entry) => entry.isIntersecting);
        const section = entered?.target.getAttribute('data-section');
        if (section) tell.current(section);
      },
      { rootMargin: '-33% 0px -66% 0px' },
    );
    for (const article of articles) observer.observe(article);
    return () => observer.disconnect();
  }, [list, ids]);
}
