import type { ConnectionView, DocumentState } from '../../sync';

/** `saved` is the only green: it appears when the server has said that everything is on its disk. */
export type StatusTone = 'saved' | 'working' | 'attention' | 'neutral';

type Key =
  | 'connecting'
  | 'connectingStored'
  | 'offlineEmpty'
  | 'offline'
  | 'offlineReading'
  | 'syncing'
  | 'saving'
  | 'savingTrouble'
  | 'saved'
  | 'stale'
  | 'staleUnsaved'
  | 'readonly'
  | 'refused'
  | 'outdated'
  | 'outdatedUnsaved';

export interface Status {
  readonly key: Key;
  readonly tone: StatusTone;
  readonly count: number;
  /** Moment of the last acknowledgement, for «Salvato 18:04». */
  readonly at: number | null;
}

/** The one phrase about where the words are. */
export function statusOf({ state }: Pick<ConnectionView, 'state'>): Status {
  const of = (key: Key, tone: StatusTone, count = 0, at: number | null = null): Status => ({ key, tone, count, at });
  switch (state.state) {
    case 'connecting':
      return state.stored > 0 ? of('connectingStored', 'attention', state.stored) : of('connecting', 'working');
    case 'offline':
      if (state.pending > 0) return of('offline', 'attention', state.pending);
      return of(state.canWrite ? 'offlineEmpty' : 'offlineReading', 'attention');
    case 'syncing':
      return state.pending > 0 ? of('saving', 'working', state.pending) : of('syncing', 'working');
    case 'saving':
      return of(state.trouble === null ? 'saving' : 'savingTrouble', state.trouble === null ? 'working' : 'attention');
    case 'saved':
      return of('saved', 'saved', 0, state.at);
    case 'stale':
      return of(state.pending > 0 ? 'staleUnsaved' : 'stale', 'attention');
    case 'readonly':
      return of('readonly', 'neutral');
    case 'rebuilding':
      // Erased words are no fault of who writes: the text is fetched anew, and that is all.
      return state.code === 'epoch' ? of('syncing', 'working') : of('refused', 'attention');
    case 'refused':
      return of('refused', 'attention');
    case 'outdated':
      return of(state.pending > 0 ? 'outdatedUnsaved' : 'outdated', 'attention');
  }
}

export type News = 'lost' | 'back' | 'refused' | 'erased' | 'outdated';

/**
 * What of a change of state is worth a sentence to who cannot see it. Every keystroke saves, and that is no news;
 * `wasLost` says that the last sentence was about a lost line.
 */
export function newsOf(before: DocumentState, after: DocumentState, wasLost: boolean): News | null {
  if (after.state === before.state) return null;
  if (after.state === 'rebuilding') return after.code === 'epoch' ? 'erased' : 'refused';
  if (after.state === 'refused') return before.state === 'rebuilding' ? null : 'refused';
  if (after.state === 'outdated') return 'outdated';
  if (after.state === 'offline' || after.state === 'stale') return wasLost ? null : 'lost';
  // «Syncing» after a loss is not back yet: only the acknowledgement is.
  return wasLost && after.state === 'saved' ? 'back' : null;
}
