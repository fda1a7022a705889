/** Our own strokes on a 24 px grid. An icon is never the only name of a control. */
const PATHS = {
  add: 'M12 5v14M5 12h14',
  alert: 'M12 4 2.5 20h19ZM12 10v4M12 17.2v.1',
  bold: 'M7 5h6a3.5 3.5 0 0 1 0 7H7zM7 12h7a3.5 3.5 0 0 1 0 7H7z',
  calendar: 'M4 6h16v14H4zM4 10h16M8 3v4M16 3v4',
  cards: 'M4 8h12v12H4zM8 8V4h12v12h-4M7 12h6M7 16h4',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  'chevron-down': 'm6 9 6 6 6-6',
  'chevron-left': 'm14.5 6-6 6 6 6',
  'chevron-right': 'm9.5 6 6 6-6 6',
  'chevron-up': 'm6 15 6-6 6 6',
  close: 'M6 6l12 12M18 6 6 18',
  document: 'M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6',
  'door-closed': 'M6 21V4h12v17M3 21h18M14.5 12.5v.1',
  'door-open': 'M6 21V4h7M3 21h18M13 3l6 2v16l-6-2zM15.5 12v.1',
  history: 'M4.5 8.5A8.2 8.2 0 1 1 4 13M4 4v4.5h4.5M12 8v4.5l3 1.8',
  hint: 'M9.5 18h5M10.5 21h3M8.5 15.5a6 6 0 1 1 7 0c-.6.4-.8 1-.8 1.5H9.3c0-.5-.2-1.1-.8-1.5Z',
  insert: 'M4 5h16M4 19h16M12 8.5v7M8.5 12h7',
  inbox: 'M4 13 6.5 5h11L20 13v6H4zM4 13h4.5a3.5 3.5 0 0 0 7 0H20',
  italic: 'M10 5h8M6 19h8M14 5l-4 14',
  link: 'M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1',
  list: 'M9 6h11M9 12h11M9 18h11M4.5 6v.1M4.5 12v.1M4.5 18v.1',
  'list-numbered': 'M10 6h10M10 12h10M10 18h10M4 4.5 5.5 4v4M4 14.2c0-1.6 2.6-1.6 2.6.1 0 1-2.6 2.2-2.6 3.2h2.8',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3M12 15v1.5',
  more: 'M5.5 12v.1M12 12v.1M18.5 12v.1',
  move: 'M12 3v18M8 7l4-4 4 4M8 17l4 4 4-4',
  offline: 'M7 18h10a4 4 0 0 0 .6-8A6 6 0 0 0 8.6 7M6.3 9.6A4.3 4.3 0 0 0 7 18M4 4l16 16',
  outline: 'M4 6h16M8 12h12M8 18h12',
  pause: 'M8.5 5v14M15.5 5v14',
  pencil: 'm4 20 1-4L16 5l3 3L8 19zM14 7l3 3',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 20a6.5 6.5 0 0 1 13 0M16 4.3a3.5 3.5 0 0 1 0 6.4M18 14.2a6.5 6.5 0 0 1 3.5 5.8',
  'pen-lines': 'M4 6h10M4 11h6M4 16h4M11 19l.8-3.4L19 8.4l2.4 2.4-7.2 7.2z',
  'qr-code': 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2M20 14v6h-3M14 20v-1',
  quote: 'M5 7h5v5c0 3-2 5-4 5.5M14 7h5v5c0 3-2 5-4 5.5',
  redo: 'M19 9H9a5 5 0 0 0 0 10h5M15 5l4 4-4 4',
  table: 'M4 5h16v14H4zM4 10h16M4 14.5h16M12 10v9',
  stamp:
    'M5 20h14M6 16.5h12v-2.2c0-1-.7-1.6-1.6-1.6h-2.2c-.5-1.6.9-3.3.9-5.2a3.1 3.1 0 0 0-6.2 0c0 1.9 1.4 3.6.9 5.2H7.6c-.9 0-1.6.6-1.6 1.6Z',
  undo: 'M5 9h10a5 5 0 0 1 0 10h-5M9 5 5 9l4 4',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="pv-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
