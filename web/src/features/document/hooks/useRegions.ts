import { useEffect } from 'react';

/** Parts of the page that F6 walks through, in this order, by their `data-region`. */
const REGIONS = ['bar', 'outline', 'toolbar', 'text', 'panel'] as const;

const FOCUSABLE =
  'a[href]:not(.pv-skip), button:not([tabindex="-1"]), textarea, [contenteditable="true"], [tabindex="0"]';

/** F6 and Shift+F6 go from region to region; Alt+F10 to the toolbar. `onText` puts the caret back where it was. */
export function useRegions(onText: () => boolean): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'F10' && event.altKey) {
        if (focusRegion('toolbar', onText)) event.preventDefault();
        return;
      }
      if (event.key !== 'F6' || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      walk(event.shiftKey ? -1 : 1, onText);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [onText]);
}

/** To the next region that is there and takes the focus. */
function walk(step: 1 | -1, onText: () => boolean): void {
  const here = document.activeElement?.closest<HTMLElement>('[data-region]')?.dataset.region;
  const from = (REGIONS as readonly (string | undefined)[]).indexOf(here);
  // From nowhere, the first step forward is the first region and the first step back is the last.
  const start = from < 0 && step === -1 ? 0 : from;
  for (let tried = 1; tried <= REGIONS.length; tried += 1) {
    const index = (start + step * tried + REGIONS.length * 2) % REGIONS.length;
    if (focusRegion(REGIONS[index] ?? 'text', onText)) return;
  }
}

function focusRegion(region: (typeof REGIONS)[number], onText: () => boolean): boolean {
  if (region === 'text' && onText()) return true;
  for (const element of document.querySelectorAll<HTMLElement>(`[data-region="${region}"]`)) {
    if (element.getClientRects().length === 0) continue;
    const target = region === 'text' ? element : element.querySelector<HTMLElement>(FOCUSABLE);
    if (!target) continue;
    target.focus();
    return true;
  }
  return false;
}
