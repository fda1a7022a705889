import { registerAtom } from './register-atom';

export const CommitmentCard = registerAtom({ name: 'commitmentCard', isInline: false, attribute: 'id' });
