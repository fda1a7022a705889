import './connection.scss';

export { ConnectionNotices } from './components/ConnectionNotices';
export { PresenceList } from './components/PresenceList';
export { useWhyText } from './components/RescueNotice';
export { StatusLine } from './components/StatusLine';
export { CopyLife } from './copy-life';
export { copyWords } from './copy-words';
export { useAnnouncements } from './hooks/useAnnouncements';
export { useConnectionView, useCopy } from './hooks/useCopy';
export { type LostTexts, useLostTexts } from './hooks/useLostTexts';
export { usePresence } from './hooks/usePresence';
export { type RegisterCopy, useRegister, useSnapshot } from './hooks/useRegister';
export type { LostText } from './lost-texts';
