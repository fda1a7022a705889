import { useMediaQuery } from '../../../ui/useMediaQuery';

/** Whether there is no room for twelve columns. */
export function useIsNarrow(): boolean {
  return useMediaQuery('(max-width: 767.98px)');
}
