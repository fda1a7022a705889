import type { Lease } from '../../sync';
import { isOpenTo, type Section } from './sections';

/** Why words cannot be put back where they were written; null when they can. */
export type Obstacle = 'reader' | 'paused' | 'closed' | 'aside' | 'gone';

export function obstacleTo(
  section: Section | undefined,
  { canEdit, isPaused, lease }: { canEdit: boolean; isPaused: boolean; lease: Lease | null },
): Obstacle | null {
  if (lease && !lease.canWrite) return 'reader';
  if (!section) return 'gone';
  if (section.aside !== null) return 'aside';
  if (isPaused) return 'paused';
  return canEdit && isOpenTo(section, lease) ? null : 'closed';
}
