/** A bar moved or made longer by pointer or by keys; where it goes is shown at once and written at the end. */
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import type { Calendar, Commitment } from '../../../register';
import { type Gesture, movedPeriod, type Period } from '../model/calendar';

/** Less than this is a click with an unsteady hand. */
const STEADY_PX = 4;

interface Held {
  readonly gesture: Gesture;
  readonly x: number;
  readonly monthWidth: number;
  isMoving: boolean;
}

interface BarGesturesOptions {
  commitment: Commitment;
  calendar: Calendar;
  canEdit: boolean;
  onPeriod: (period: Period) => void;
  onRefused: () => void;
  onOpen: () => void;
}

export function useBarGestures({ commitment, calendar, canEdit, onPeriod, onRefused, onOpen }: BarGesturesOptions) {
  const held = useRef<Held | null>(null);
  const [preview, setPreview] = useState<Period | null>(null);
  const wasDragged = useRef(false);

  function grab(event: PointerEvent<HTMLElement>, gesture: Gesture) {
    if (!canEdit || event.button !== 0) return;
    event.stopPropagation();
    const track = event.currentTarget.closest<HTMLElement>('[data-track]');
    if (!track) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const monthWidth = track.getBoundingClientRect().width / calendar.months;
    held.current = { gesture, x: event.clientX, monthWidth, isMoving: false };
    wasDragged.current = false;
  }

  function drag(event: PointerEvent<HTMLElement>) {
    const hold = held.current;
    if (!hold) return;
    const distance = event.clientX - hold.x;
    hold.isMoving ||= Math.abs(distance) >= STEADY_PX;
    if (!hold.isMoving) return;
    wasDragged.current = true;
    const months = Math.round(distance / hold.monthWidth);
    // Beyond the edge it stays where it last fitted.
    const period = months === 0 ? null : movedPeriod(commitment, hold.gesture, months, calendar);
    if (period || months === 0) setPreview(period);
  }

  function drop() {
    if (held.current && preview) onPeriod(preview);
    held.current = null;
    setPreview(null);
  }

  function cancel() {
    held.current = null;
    setPreview(null);
  }

  function keys(event: KeyboardEvent) {
    if (event.key === 'Escape' && held.current) {
      cancel();
      return;
    }
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0 || event.ctrlKey || event.metaKey || !canEdit) return;
    event.preventDefault();
    const gesture: Gesture = event.shiftKey ? 'end' : event.altKey ? 'start' : 'move';
    const period = movedPeriod(commitment, gesture, step, calendar);
    if (period) onPeriod(period);
    else onRefused();
  }

  return {
    preview,
    handlers: (gesture: Gesture) => ({
      onPointerDown: (event: PointerEvent<HTMLElement>) => grab(event, gesture),
      onPointerMove: drag,
      onPointerUp: drop,
      onPointerCancel: cancel,
    }),
    keys,
    click: () => {
      // The click that ends a drag opens nothing.
      if (!wasDragged.current) onOpen();
      wasDragged.current = false;
    },
  };
}
