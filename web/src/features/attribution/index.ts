import './attribution.scss';

export { AuthorsLegend } from './components/AuthorsLegend';
export { SectionAuthors } from './components/SectionAuthors';
export { InkContext, useInk } from './context';
export { useAttribution } from './hooks/useAttribution';
export type { Ink } from './ink';
