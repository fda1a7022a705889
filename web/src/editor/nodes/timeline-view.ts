import { registerAtom } from './register-atom';

export const TimelineView = registerAtom({ name: 'timelineView', isInline: false, attribute: 'id' });
