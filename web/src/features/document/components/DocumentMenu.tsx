import { useState } from 'react';
import { problemMessage, useChangeDocument } from '../../../api';
import { useTranslation } from '../../../i18n';
import { Menu, type MenuItem } from '../../../ui/Menu';
import { historyPage, MakeVersionDialog } from '../../versions';
import { PauseDialog } from './PauseDialog';

interface DocumentMenuProps {
  slug: string;
  documentId: string;
  /** How many versions there are; none of a document without sections. */
  versions: number;
  isPaused: boolean;
  mayManage: boolean;
  /** Whether it is shown who wrote what. */
  authors: { readonly isAllowed: boolean; readonly isOn: boolean; readonly toggle: () => void };
}

/** What may be done with the document as a whole. The answer to a pause comes through the shared document. */
export function DocumentMenu({ slug, documentId, versions, isPaused, mayManage, authors }: DocumentMenuProps) {
  const { t } = useTranslation();
  const change = useChangeDocument(documentId);
  const [asking, setAsking] = useState<'pause' | 'version' | null>(null);

  function close() {
    setAsking(null);
    change.reset();
  }

  const pause: MenuItem = isPaused
    ? {
        id: 'resume',
        icon: 'pencil',
        label: t('document.pause.resume'),
        onSelect: () => change.mutate({ paused: null }),
      }
    : { id: 'pause', icon: 'pause', label: t('document.pause.pause'), onSelect: () => setAsking('pause') };
  const make: MenuItem = {
    id: 'version',
    icon: 'stamp',
    label: t('versions.make.menu'),
    onSelect: () => setAsking('version'),
  };
  const history: MenuItem = {
    id: 'history',
    icon: 'history',
    label: t('versions.history'),
    href: historyPage(slug, documentId),
  };
  const items: MenuItem[] = [
    ...(mayManage ? [make] : []),
    ...(versions > 0 ? [history] : []),
    ...(authors.isAllowed
      ? [
          {
            id: 'authors',
            icon: 'pen-lines',
            label: t('versions.authors.show'),
            checked: authors.isOn,
            onSelect: authors.toggle,
          } as const,
        ]
      : []),
    ...(mayManage ? [pause] : []),
  ];
  if (items.length === 0) return null;

  return (
    <>
      <Menu label={t('document.menu')} align="end" items={items} />
      {mayManage && (
        <>
          <PauseDialog
            isPaused={isPaused}
            open={asking === 'pause'}
            isBusy={change.isPending}
            problem={change.error && problemMessage(change.error, t)}
            onClose={close}
            onConfirm={(paused) => change.mutate({ paused }, { onSuccess: close })}
          />
          <MakeVersionDialog documentId={documentId} open={asking === 'version'} onClose={close} />
        </>
      )}
    </>
  );
}
