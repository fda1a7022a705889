import { type DragEvent, useEffect, useRef, useState } from 'react';
import { drawReference, followRegister, type Reference } from '../../../editor';
import { useTranslation } from '../../../i18n';
import { Button } from '../../../ui/Button';
import { Menu, type MenuItem } from '../../../ui/Menu';
import type { LiveReader } from '../bindings/live-reader';
import type { Tie } from '../bindings/mentions';
import { useReader } from '../hooks/useReader';

interface PanelCardProps {
  tie: Tie;
  reader: LiveReader;
  /** Why nothing can be put into this section now; null when it can. */
  why: string | null;
  onInsert: (reference: Reference) => void;
  onBind: (isBound: boolean) => void;
  /** Where else the text speaks of it. */
  mentions: () => React.ReactNode;
}

/** A commitment beside the text: the same card as in it, to insert, drag, bind and find again. */
export function PanelCard({ tie, reader, why, onInsert, onBind, mentions }: PanelCardProps) {
  const { t } = useTranslation();
  const card = useRef<HTMLDivElement>(null);
  const [isAsking, setAsking] = useState(false);
  const reference: Reference = { kind: 'commitmentCard', value: tie.id };
  const name = nameOf(useReader(reader), tie.id);

  useEffect(() => {
    const element = card.current;
    if (!element) return;
    element.replaceChildren(drawReference({ kind: 'commitmentCard', value: tie.id }, reader));
    return followRegister(element, reader);
  }, [tie.id, reader]);

  function drag(event: DragEvent) {
    const drawn = card.current?.firstElementChild;
    if (!drawn) return;
    event.dataTransfer.effectAllowed = 'copy';
    event.dataTransfer.setData('text/html', drawn.outerHTML);
    event.dataTransfer.setData('text/plain', name);
  }

  const items: MenuItem[] = [
    {
      id: 'bind',
      icon: 'link',
      label: t(tie.isBound ? 'bindings.panel.unbind' : 'bindings.panel.bindHere'),
      disabled: why !== null,
      onSelect: () => onBind(!tie.isBound),
    },
    {
      id: 'mentions',
      icon: 'document',
      label: t(isAsking ? 'bindings.panel.hideMentions' : 'bindings.panel.mentions'),
      onSelect: () => setAsking(!isAsking),
    },
  ];
  return (
    <li className="panel-card">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dragging is the pointer's way; the button is everybody's. */}
      <div ref={card} className="panel-card__card" draggable={why === null} onDragStart={drag} />
      <div className="panel-card__foot">
        <span className="panel-card__tie">{t(tie.isShown ? 'bindings.panel.shown' : 'bindings.panel.bound')}</span>
        <Button
          look="quiet"
          icon="add"
          aria-disabled={why !== null || undefined}
          onClick={() => why === null && onInsert(reference)}
        >
          {t('bindings.panel.insert')}
          <span className="visually-hidden"> · {name}</span>
        </Button>
        <Menu label={t('bindings.panel.actions', { name })} items={items} align="end" />
      </div>
      {isAsking && mentions()}
    </li>
  );
}

function nameOf(reader: LiveReader, id: string): string {
  const shown = reader.card(id);
  return 'name' in shown ? shown.name : shown.absent;
}
