import { type RefObject, useEffect, useState } from 'react';

/** Editors are ready about two screens before they are seen. */
const NEAR = '1500px 0px';
/** An editor that has left waits a little before it goes: people scroll back. */
const LINGER_MS = 4_000;

/** Whether an element is near the part of the page that is seen. Stays true while the focus is inside. */
export function useNearScreen(element: RefObject<HTMLElement | null>): boolean {
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    const observed = element.current;
    if (!observed) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const leave = () => {
      if (observed.contains(document.activeElement)) timer = setTimeout(leave, LINGER_MS);
      else setNear(false);
    };
    const observer = new IntersectionObserver(
      (entries) => {
        clearTimeout(timer);
        if (entries.at(-1)?.isIntersecting) setNear(true);
        else timer = setTimeout(leave, LINGER_MS);
      },
      { rootMargin: NEAR },
    );
    observer.observe(observed);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
    };
  }, [element]);
  return isNear;
}
