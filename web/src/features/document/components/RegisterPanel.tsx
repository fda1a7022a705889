import { useState } from 'react';
import type { Reference } from '../../../editor';
import { useTranslation } from '../../../i18n';
import { announce } from '../../../ui/announcer';
import { Button } from '../../../ui/Button';
import { Icon } from '../../../ui/Icon';
import { Menu } from '../../../ui/Menu';
import type { RegisterCopy } from '../../connection';
import { BINDING_KINDS, type BindingKind, bind, unbind } from '../bindings/bindings';
import type { LiveReader } from '../bindings/live-reader';
import { nameOf, type Question, thingsOf } from '../bindings/things';
import type { Desk } from '../desk';
import { useReader } from '../hooks/useReader';
import { useSectionChecks } from '../hooks/useSectionChecks';
import { useTies } from '../hooks/useTies';
import type { Section } from '../sections';
import { MentionList } from './MentionList';
import { PanelCard } from './PanelCard';
import { PickDialog } from './PickDialog';
import { useSectionName } from './SectionArticle';
import { TiedThing } from './TiedThing';

interface RegisterPanelProps {
  slug: string;
  documentId: string;
  desk: Desk;
  reader: LiveReader;
  register: RegisterCopy | null;
  questions: readonly Question[];
  section: Section;
  sections: readonly Section[];
  /** Why nothing can be written in this section now; null when it can. */
  why: string | null;
  onInsert: (reference: Reference) => void;
  onGo: (section: string) => void;
}

/** What is being looked for, or made. */
type Asked = { readonly kind: BindingKind; readonly isNew: boolean };

const OTHER_KINDS = BINDING_KINDS.filter((kind) => kind !== 'commitment');

/** The commitments of the section in view, and whatever else of the register it is bound to. */
export function RegisterPanel(props: RegisterPanelProps) {
  const { slug, documentId, desk, reader, register, questions, section, sections, why, onInsert, onGo } = props;
  const { t } = useTranslation();
  const { doc } = desk.connection;
  const ties = useTies(doc, section.id);
  const name = useSectionName(section);
  const checks = useSectionChecks(slug, register, { documentId, section: section.id, ties });
  const [asked, setAsked] = useState<Asked | null>(null);
  useReader(reader);
  const kind = asked?.kind ?? 'commitment';

  function setBound(of: BindingKind, id: string, isBound: boolean) {
    // Asked again: it may have closed since the button was drawn.
    if (!desk.isOpen(section.id)) return;
    if (isBound) bind(doc, section.id, { kind: of, id });
    else unbind(doc, section.id, { kind: of, id });
    const what = nameOf(of, id, reader, questions);
    announce(t(isBound ? 'bindings.panel.nowBound' : 'bindings.panel.nowFree', { what, section: name }));
  }

  return (
    <div className="panel">
      <p className="panel__section">{name}</p>
      {why !== null && (
        <p className="panel__why">
          <Icon name="lock" />
          <span>{why}</span>
        </p>
      )}
      {ties.commitment.length === 0 ? (
        <p className="panel__empty">{t('bindings.panel.empty')}</p>
      ) : (
        <ul className="panel__cards">
          {ties.commitment.map((tie) => (
            <PanelCard
              key={tie.id}
              tie={tie}
              reader={reader}
              why={why}
              onInsert={onInsert}
              onBind={(isBound) => setBound('commitment', tie.id, isBound)}
              mentions={() => (
                <MentionList
                  slug={slug}
                  documentId={documentId}
                  doc={doc}
                  commitment={tie.id}
                  sections={sections}
                  onGo={onGo}
                />
              )}
            />
          ))}
        </ul>
      )}
      <div className="panel__actions">
        <Button
          icon="add"
          aria-disabled={why !== null || undefined}
          onClick={() => why === null && setAsked({ kind: 'commitment', isNew: true })}
        >
          {t('bindings.panel.new')}
        </Button>
        <Menu
          label={t('bindings.panel.bindLabel')}
          text={t('bindings.panel.bind')}
          align="end"
          disabled={why !== null}
          items={BINDING_KINDS.map((each) => ({
            id: each,
            label: t(`bindings.thing.${each}`),
            onSelect: () => setAsked({ kind: each, isNew: false }),
          }))}
        />
      </div>
      {checks.length > 0 && (
        <section className="panel__checks" aria-label={t('bindings.panel.suggestions')}>
          <h3>{t('bindings.panel.suggestions')}</h3>
          <ul>
            {checks.map(({ code, message }) => (
              // The server speaks Italian only.
              <li key={`${code} ${message}`} lang="it">
                {message}
              </li>
            ))}
          </ul>
        </section>
      )}
      {OTHER_KINDS.filter((each) => ties[each].length > 0).map((each) => (
        <section key={each} className="panel__things" aria-label={t(`bindings.things.${each}`)}>
          <h3>{t(`bindings.things.${each}`)}</h3>
          <ul>
            {ties[each].map((tie) => (
              <TiedThing
                key={tie.id}
                kind={each}
                tie={tie}
                name={nameOf(each, tie.id, reader, questions)}
                why={why}
                onInsert={onInsert}
                onUnbind={() => setBound(each, tie.id, false)}
              />
            ))}
          </ul>
        </section>
      ))}
      <PickDialog
        open={asked !== null}
        title={t('bindings.panel.bindTitle', { section: name })}
        label={t(`bindings.whichThing.${kind}`)}
        options={asked ? thingsOf(kind, reader, questions) : []}
        register={kind === 'commitment' ? register : null}
        newLabel={t('bindings.new.bind')}
        isNew={asked?.isNew === true}
        onChoose={(id) => setBound(kind, id, true)}
        onClose={() => setAsked(null)}
      />
    </div>
  );
}
