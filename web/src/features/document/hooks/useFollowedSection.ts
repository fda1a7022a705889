import { useEffect, useState } from 'react';

/**
 * The section that what stands beside the text is about: the one being written, else the one being read. It stays
 * when the focus goes to the side, which is no reason to speak of another one.
 */
export function useFollowedSection(sectionOfCaret: string | null, sectionInView: string | null): string | null {
  const [followed, setFollowed] = useState<string | null>(null);
  if (sectionOfCaret !== null && sectionOfCaret !== followed) setFollowed(sectionOfCaret);
  useEffect(() => {
    if (sectionInView !== null) setFollowed(sectionInView);
  }, [sectionInView]);
  return followed;
}
