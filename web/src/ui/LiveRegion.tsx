import { useEffect, useState } from 'react';
import { subscribeToAnnouncements } from './announcer';

/** One for the whole page. The key makes the same sentence, said twice, heard twice. */
export function LiveRegion() {
  const [said, setSaid] = useState({ message: '', count: 0 });
  useEffect(() => subscribeToAnnouncements((message) => setSaid(({ count }) => ({ message, count: count + 1 }))), []);
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      <span key={said.count}>{said.message}</span>
    </div>
  );
}
