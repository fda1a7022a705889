import type { ServerRescue } from '../../api';
import type { Rescue, WordsPart } from '../../sync';

/** Why words did not get in, as far as there is a sentence for it. */
export const WHYS = [
  'read_only',
  'locked',
  'paused',
  'invalid',
  'too_large',
  'epoch',
  'foreign_client',
  'reused_clock',
  'server_only',
] as const;
export type Why = (typeof WHYS)[number];

export function whyOf(code: string | null): Why {
  return WHYS.find((each) => each === code) ?? 'invalid';
}

/** Words that did not get into the document, from the server's list, from this device, or from both. */
export interface LostText {
  readonly key: string;
  readonly at: number;
  /** A refusal's code, or why this device did not even send them. */
  readonly code: string;
  readonly actor: string | null;
  readonly isMine: boolean;
  readonly parts: readonly WordsPart[];
  /** Its names on the server. */
  readonly serverIds: readonly string[];
  /** Its name on this device. */
  readonly localKey: string | null;
}

/** One list, newest first; what both sides keep is there once. */
export function joinLostTexts(server: readonly ServerRescue[], local: readonly Rescue[]): LostText[] {
  const joined = local.map((rescue) => fromDevice(rescue, server));
  const onDevice = new Set(joined.flatMap((text) => text.serverIds));
  return [...joined, ...server.filter(({ id }) => !onDevice.has(id)).map(fromServer)].sort((a, b) => b.at - a.at);
}

function fromServer({ id, at, reason, actor, mine, parts }: ServerRescue): LostText {
  return { key: id, at: Date.parse(at), code: reason, actor, isMine: mine, parts, serverIds: [id], localKey: null };
}

/** This device kept what was typed up to the last moment; the server, what reached it. */
function fromDevice(rescue: Rescue, server: readonly ServerRescue[]): LostText {
  const same = server.filter(({ id }) => rescue.serverIds.includes(id));
  return {
    key: rescue.key,
    at: rescue.at,
    code: rescue.code ?? rescue.reason,
    actor: same.find(({ actor }) => actor !== null)?.actor ?? null,
    isMine: rescue.reason !== 'other_person',
    parts: rescue.parts.length > 0 ? rescue.parts : same.flatMap(({ parts }) => parts),
    serverIds: rescue.serverIds,
    localKey: rescue.key,
  };
}
