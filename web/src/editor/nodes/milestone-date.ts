import { registerAtom } from './register-atom';

export const MilestoneDate = registerAtom({ name: 'milestoneDate', isInline: true, attribute: 'id' });
