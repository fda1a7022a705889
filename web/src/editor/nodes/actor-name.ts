import { registerAtom } from './register-atom';

export const ActorName = registerAtom('actorName');
