import { registerAtom } from './register-atom';

export const CommitmentCard = registerAtom('commitmentCard');
