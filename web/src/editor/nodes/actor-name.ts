import { registerAtom } from './register-atom';

export const ActorName = registerAtom({ name: 'actorName', isInline: true, attribute: 'id' });
