import { useEffect, useState } from 'react';
import { type CivilMoment, civilMoment } from '../../i18n';

const EVERY_MS = 30_000;

/** Date and hour at the place of the process; renders again when the minute changes, not more often. */
export function useNow(): CivilMoment {
  const [now, setNow] = useState(() => civilMoment(new Date()));
  useEffect(() => {
    const timer = setInterval(() => {
      setNow((before) => {
        const moment = civilMoment(new Date());
        return moment.date === before.date && moment.time === before.time ? before : moment;
      });
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
