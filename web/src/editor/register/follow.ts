import { drawnReference, redrawReference } from './draw';
import type { RegisterReader } from './reader';

/** Keeps every reference inside an element as the register is, at most once a frame. */
export function followRegister(root: HTMLElement, reader: RegisterReader): () => void {
  let frame: number | null = null;
  const draw = () => {
    frame = null;
    for (const element of root.querySelectorAll<HTMLElement>('[data-register]')) {
      const reference = drawnReference(element);
      if (reference) redrawReference(element, reference, reader);
    }
  };
  const stop = reader.subscribe(() => {
    frame ??= requestAnimationFrame(draw);
  });
  return () => {
    stop();
    if (frame !== null) cancelAnimationFrame(frame);
  };
}
