import { useTranslation } from '../../../i18n';
import type { ConnectionView } from '../../../sync';
import { useClosureText } from '../components/SectionLock';
import { obstacleTo } from '../obstacle';
import { closureOf, type Section } from '../sections';

/** Why nothing can be put into a section now, in a sentence; null when it can. */
export function useWhyClosed(section: Section | undefined, view: ConnectionView, isPaused: boolean): string | null {
  const { t } = useTranslation();
  const textOf = useClosureText();
  const { canEdit, lease } = view;
  const obstacle = obstacleTo(section, { canEdit, isPaused, lease });
  if (obstacle === null) return null;
  const closure = section && obstacle === 'closed' ? closureOf(section) : null;
  return closure ? textOf(closure) : t(`document.lost.obstacle.${obstacle}`);
}
