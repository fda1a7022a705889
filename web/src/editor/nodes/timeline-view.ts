import { registerAtom } from './register-atom';

export const TimelineView = registerAtom('timelineView');
