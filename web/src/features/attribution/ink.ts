import { Signal } from '../../sync';
import type { Painting } from './painting';

/** Whether the authors of a document are shown, for its texts: they follow it without being made again. */
export class Ink {
  readonly changed = new Signal();
  #painting: Painting | null = null;

  /** Null while nobody wants to see them, and until they are known. */
  get painting(): Painting | null {
    return this.#painting;
  }

  set(painting: Painting | null): void {
    if (painting === this.#painting) return;
    this.#painting = painting;
    this.changed.emit();
  }

  /** Calls `paint` now and whenever the authors come or go; what it returns is called before the next time. */
  follow(paint: (painting: Painting | null) => () => void): () => void {
    let undo = paint(this.#painting);
    const stop = this.changed.on(() => {
      undo();
      undo = paint(this.#painting);
    });
    return () => {
      stop();
      undo();
    };
  }
}
