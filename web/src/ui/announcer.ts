/** A screen reader cannot keep up with forty people: at most one sentence in this time. */
export const ANNOUNCE_EVERY_MS = 1_500;
/** Sentences waiting; beyond it the oldest are dropped, because only news is worth hearing. */
export const ANNOUNCE_WAITING = 3;

export interface Announcer {
  announce: (message: string) => void;
  subscribe: (listener: (message: string) => void) => () => void;
}

export function createAnnouncer(): Announcer {
  const listeners = new Set<(message: string) => void>();
  let waiting: string[] = [];
  let pause: ReturnType<typeof setTimeout> | null = null;

  function sayNext() {
    const message = waiting.shift();
    if (message === undefined) {
      pause = null;
      return;
    }
    for (const listener of listeners) listener(message);
    pause = setTimeout(sayNext, ANNOUNCE_EVERY_MS);
  }

  return {
    announce(message) {
      if (waiting.at(-1) === message) return;
      waiting = [...waiting, message].slice(-ANNOUNCE_WAITING);
      if (pause === null) sayNext();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const announcer = createAnnouncer();

/** Says a sentence politely to who listens to the page; needs one `LiveRegion` mounted. */
export const announce = announcer.announce;
export const subscribeToAnnouncements = announcer.subscribe;
