import './versions.scss';

export { changesPage, historyPage, sectionHistoryPage } from './addresses';
export { MakeVersionDialog } from './components/MakeVersionDialog';
export { SinceLastVisit } from './components/SinceLastVisit';
export { VersionLine } from './components/VersionLine';
