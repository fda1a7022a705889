import { registerAtom } from './register-atom';

export const MilestoneDate = registerAtom('milestoneDate');
