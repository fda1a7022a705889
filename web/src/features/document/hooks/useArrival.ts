import { useEffect } from 'react';
import { scrollToSection } from '../stay';

/** Who comes by a link to a section is taken there once the text is here: the browser looked for it too early. */
export function useArrival(isReady: boolean): void {
  useEffect(() => {
    const section = /^#section-(.+)$/.exec(window.location.hash)?.[1];
    if (isReady && section !== undefined) scrollToSection(decodeURIComponent(section));
  }, [isReady]);
}
