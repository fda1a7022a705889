import { useCallback, useMemo, useState } from 'react';
import { type DocumentDetails, hasStatus, problemMessage } from '../../../api';
import { bodyRoot } from '../../../editor';
import { useTranslation } from '../../../i18n';
import { ProblemNotice } from '../../../ui/Notice';
import { Sheet } from '../../../ui/Sheet';
import { MAIN_ID } from '../../../ui/TopBar';
import { AuthorsLegend, InkContext, useAttribution } from '../../attribution';
import { ConnectionNotices, useAnnouncements, useConnectionView, useLostTexts, usePresence } from '../../connection';
import { RegisterInTextContext } from '../bindings/context';
import { questionsOf } from '../bindings/things';
import type { Desk } from '../desk';
import { useArrival } from '../hooks/useArrival';
import { useClosureNews } from '../hooks/useClosureNews';
import { useCaretSection } from '../hooks/useDesk';
import { useFollowedSection } from '../hooks/useFollowedSection';
import { useInsertion } from '../hooks/useInsertion';
import { usePause } from '../hooks/usePause';
import { useRegions } from '../hooks/useRegions';
import { useRegisterReader } from '../hooks/useRegisterReader';
import { useSections } from '../hooks/useSections';
import { useVersionNews } from '../hooks/useVersionNews';
import { useVisualViewport } from '../hooks/useVisualViewport';
import { useWhyClosed } from '../hooks/useWhyClosed';
import { scrollToSection } from '../stay';
import { AddSectionDialog } from './AddSectionDialog';
import { DocumentBar } from './DocumentBar';
import { DocumentHead } from './DocumentHead';
import { DocumentMenu } from './DocumentMenu';
import { InsertDialog } from './InsertDialog';
import { LostTextsSheet } from './LostTextsSheet';
import { Outline } from './Outline';
import { PauseBanner } from './PauseBanner';
import { RegisterPanel } from './RegisterPanel';
import { SectionList } from './SectionList';
import { Toolbar } from './Toolbar';

interface DocumentRoomProps {
  slug: string;
  documentId: string;
  desk: Desk;
  details: DocumentDetails | null;
  problem: unknown;
  onStartAgain: () => void;
}

export function DocumentRoom({ slug, documentId, desk, details, problem, onStartAgain }: DocumentRoomProps) {
  const { t } = useTranslation();
  const { connection } = desk;
  const view = useConnectionView(desk);
  const others = usePresence(connection);
  const sections = useSections(connection.doc);
  const [sectionInView, setSectionInView] = useState<string | null>(null);
  const sectionOfCaret = useCaretSection(desk);
  const [isOutlineOpen, setOutlineOpen] = useState(false);
  const [isPanelOpen, setPanelOpen] = useState(false);
  const [isAdding, setAdding] = useState(false);
  const recovered = useAnnouncements(desk, view.state, others);
  const pause = usePause(connection.doc);
  useClosureNews(sections, pause, view.isReady);
  const lost = useLostTexts(documentId, connection, view);
  const [isLostOpen, setLostOpen] = useState(false);
  useVisualViewport();
  useVersionNews(documentId, connection);
  const attribution = useAttribution(documentId, connection.doc, view.lease);
  const { reader, register, process } = useRegisterReader(slug);
  const insertion = useInsertion(desk);
  const inText = useMemo(() => ({ reader, insertMenu: insertion.menu }), [reader, insertion.menu]);
  const followed = useFollowedSection(sectionOfCaret, sectionInView);
  const used = sections.filter(({ aside }) => aside === null);
  const section = used.find(({ id }) => id === followed) ?? used[0];
  const why = useWhyClosed(section, view, pause !== null);

  const backToText = useCallback(() => {
    const { section } = desk.view;
    return section !== null && desk.focus(section, 'end');
  }, [desk]);
  useRegions(backToText);

  const mayManage = details?.abilities.manage_sections === true;
  const versions = details?.versions ?? 0;
  const title = details?.title ?? String(connection.doc.getMap('meta').get('title') ?? '');
  const isLost = !view.isReady && (hasStatus(problem, 404) || hasStatus(problem, 403));
  const isForbidden = !view.isReady && view.state.state === 'refused' && view.state.code === 'forbidden';

  // A page that is too old, or not let in, waits for nothing: the notice above says what to do.
  const isComing = view.state.state !== 'outdated' && view.state.state !== 'refused';

  function add() {
    setOutlineOpen(false);
    setAdding(true);
  }

  const outline = (
    <Outline
      sections={sections}
      others={others}
      current={sectionOfCaret ?? sectionInView}
      onChoose={(section) => {
        setOutlineOpen(false);
        scrollToSection(section);
      }}
      onAdd={mayManage && view.isReady ? add : null}
    />
  );

  useArrival(view.isReady);

  const panel = view.isReady && section && (
    <RegisterPanel
      slug={slug}
      documentId={documentId}
      desk={desk}
      reader={reader}
      register={register}
      questions={questionsOf(process)}
      section={section}
      sections={sections}
      why={why}
      onInsert={(reference) => {
        setPanelOpen(false);
        insertion.put(section.id, reference);
      }}
      onGo={(id) => {
        setPanelOpen(false);
        scrollToSection(id);
      }}
    />
  );

  return (
    <RegisterInTextContext value={inText}>
      <InkContext value={attribution.ink}>
        <div className="document">
          <DocumentBar
            slug={slug}
            title={title}
            processTitle={details?.process?.title ?? null}
            view={isLost || isForbidden ? null : view}
            others={others}
            lostCount={lost.all.length}
            onLost={() => setLostOpen(true)}
            control={
              view.isReady && (
                <DocumentMenu
                  slug={slug}
                  documentId={documentId}
                  versions={versions}
                  isPaused={pause !== null}
                  mayManage={mayManage}
                  authors={attribution}
                />
              )
            }
            onOutline={() => setOutlineOpen(true)}
            onPanel={panel ? () => setPanelOpen(true) : null}
          />
          <div className="document__columns">
            <aside className="document__outline" data-region="outline">
              {outline}
            </aside>
            <main id={MAIN_ID} tabIndex={-1} className="document__main" data-region="text">
              <DocumentHead slug={slug} documentId={documentId} title={title} versions={versions} isLost={isLost} />
              {!isLost && (
                <ConnectionNotices
                  view={view}
                  recovered={recovered}
                  lost={lost.fresh}
                  onStartAgain={onStartAgain}
                  onRetry={() => connection.retry()}
                  onSettle={(text) => void lost.settle(text).catch(() => setLostOpen(true))}
                />
              )}
              {isLost && <ProblemNotice message={problemMessage(problem, t)} />}
              {view.canEdit && <Toolbar desk={desk} onInsert={insertion.ask} />}
              {view.isReady && pause !== null && <PauseBanner reason={pause} />}
              <AuthorsLegend
                attribution={attribution}
                doc={connection.doc}
                roots={used.map(({ id }) => bodyRoot(id))}
              />
              {!view.isReady && !isLost && isComing && (
                <p className="pv-loading" role="status">
                  {t('common.loading')}
                </p>
              )}
              {view.isReady && (
                <SectionList
                  slug={slug}
                  documentId={documentId}
                  desk={desk}
                  view={view}
                  sections={sections}
                  isPaused={pause !== null}
                  mayManage={mayManage}
                  onInView={setSectionInView}
                />
              )}
            </main>
            {panel && (
              <aside className="document__panel" data-region="panel" aria-label={t('bindings.panel.title')}>
                <h2 className="panel__title">{t('bindings.panel.title')}</h2>
                {panel}
              </aside>
            )}
          </div>
          <Sheet
            open={isPanelOpen}
            title={t('bindings.panel.title')}
            closeLabel={t('common.close')}
            onClose={() => setPanelOpen(false)}
          >
            {panel}
          </Sheet>
          <InsertDialog insertion={insertion} reader={reader} register={register} />
          <Sheet
            open={isOutlineOpen}
            title={t('document.outline.title')}
            closeLabel={t('common.close')}
            onClose={() => setOutlineOpen(false)}
          >
            {outline}
          </Sheet>
          <LostTextsSheet
            desk={desk}
            view={view}
            sections={sections}
            isPaused={pause !== null}
            lost={lost}
            open={isLostOpen}
            onClose={() => setLostOpen(false)}
          />
          <AddSectionDialog
            documentId={documentId}
            sections={sections}
            after={sectionInView}
            open={isAdding}
            onClose={() => setAdding(false)}
          />
        </div>
      </InkContext>
    </RegisterInTextContext>
  );
}
