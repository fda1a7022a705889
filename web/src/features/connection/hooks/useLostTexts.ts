import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { queryKeys, useRescues, useSettleRescues } from '../../../api';
import type { ConnectionView, DocumentConnection } from '../../../sync';
import { joinLostTexts, type LostText } from '../lost-texts';

export interface LostTexts {
  readonly all: readonly LostText[];
  /** What came up while this page was open. */
  readonly fresh: readonly LostText[];
  /** Takes one off the list, here and on the server. */
  readonly settle: (text: LostText) => Promise<void>;
  readonly problem: unknown;
}

/** The texts that did not get in: the server's list and this device's, as one. */
export function useLostTexts(documentId: string, connection: DocumentConnection, view: ConnectionView): LostTexts {
  const { rescues, newRescues, isReady } = view;
  const list = useRescues(documentId, isReady);
  const { mutateAsync, error } = useSettleRescues(documentId);
  const queries = useQueryClient();

  useEffect(() => {
    // The server keeps them too by now, under the names it told.
    if (newRescues.length > 0) void queries.invalidateQueries({ queryKey: queryKeys.rescues(documentId) });
  }, [queries, documentId, newRescues]);

  const all = useMemo(() => joinLostTexts(list.data ?? [], rescues), [list.data, rescues]);
  const fresh = all.filter(({ localKey }) => localKey !== null && newRescues.includes(localKey));

  async function settle({ serverIds, localKey }: LostText) {
    // The server first: what it did not hear stays here too.
    if (serverIds.length > 0) await mutateAsync(serverIds);
    if (localKey !== null) await connection.discardRescue(localKey);
  }
  return { all, fresh, settle, problem: error };
}
