import { useEffect } from 'react';

/**
 * Keeps two lengths on the root element: how far the part of the page that is really seen is from the top and
 * from the bottom. Where a keyboard covers the page instead of making it smaller, bar and toolbar follow them.
 */
export function useVisualViewport(): void {
  useEffect(() => {
    const viewport = window.visualViewport;
    if (!viewport) return;
    const root = document.documentElement;
    const measure = () => {
      // Pinching is not a keyboard: following it would make the bars dance.
      const isZoomed = viewport.scale > 1.05;
      const top = isZoomed ? 0 : Math.max(0, viewport.offsetTop);
      const bottom = isZoomed ? 0 : Math.max(0, window.innerHeight - viewport.height - viewport.offsetTop);
      root.style.setProperty('--seen-top', `${Math.round(top)}px`);
      root.style.setProperty('--seen-bottom', `${Math.round(bottom)}px`);
    };
    measure();
    viewport.addEventListener('resize', measure);
    viewport.addEventListener('scroll', measure);
    return () => {
      viewport.removeEventListener('resize', measure);
      viewport.removeEventListener('scroll', measure);
      root.style.removeProperty('--seen-top');
      root.style.removeProperty('--seen-bottom');
    };
  }, []);
}
