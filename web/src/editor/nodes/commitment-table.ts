import { registerAtom } from './register-atom';

export const CommitmentTable = registerAtom({ name: 'commitmentTable', isInline: false, attribute: 'filter' });
