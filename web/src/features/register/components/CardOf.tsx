/** A promise as a card, with all that it names looked up: what did not change keeps its props, and is not drawn again. */
import type { Commitment, RegisterSnapshot, Resource } from '../../../register';
import { CommitmentCard } from './CommitmentCard';

const NO_RESOURCES: readonly Resource[] = [];

interface CardOfProps {
  commitment: Commitment;
  register: RegisterSnapshot;
  /** Under a heading that says who. */
  isUnderActor?: boolean;
}

export function CardOf({ commitment, register, isUnderActor = false }: CardOfProps) {
  const { actors, resourcesOf, timeline } = register;
  const actor = actors.byId.get(commitment.actor ?? '') ?? null;
  const names = commitment.allies.map((ally) => actors.byId.get(ally.actor)?.name ?? '').filter((name) => name !== '');
  return (
    <CommitmentCard
      commitment={commitment}
      actor={isUnderActor ? null : actor}
      department={actor?.departments.find(({ id }) => id === commitment.department)?.name ?? null}
      resources={resourcesOf.get(commitment.id) ?? NO_RESOURCES}
      allies={names.join(', ')}
      calendar={timeline}
    />
  );
}
