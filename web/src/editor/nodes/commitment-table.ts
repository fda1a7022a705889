import { registerAtom } from './register-atom';

export const CommitmentTable = registerAtom('commitmentTable');
