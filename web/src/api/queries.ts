import { QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { answer, api } from './client';
import { ApiProblem } from './problem';
import type { CheckSettings, DocumentChange, DocumentDetails, NewDocument, NewSection, SectionChange } from './types';

export const queryKeys = {
  me: () => ['me'] as const,
  process: (slug: string) => ['process', slug] as const,
  document: (id: string) => ['document', id] as const,
  register: (slug: string) => ['register', slug] as const,
  checkSettings: (slug: string) => ['check-settings', slug] as const,
  mentions: (slug: string) => ['mentions', slug] as const,
  rescues: (id: string) => ['rescues', id] as const,
  authorship: (id: string) => ['authorship', id] as const,
  sinceLastVisit: (slug: string) => ['since-last-visit', slug] as const,
};

/** Presence on the home page is at most this old. */
const PROCESS_REFRESH_MS = 15_000;
/** How late the coordination sees that somebody's words were refused; their author sees it at once. */
const RESCUES_REFRESH_MS = 30_000;
/** With no answer at all we ask again by ourselves, for ever: people in the room do not press «Riprova». */
const OFFLINE_RETRY_MS = 5_000;
const RETRIES = 2;

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: 'always', // `navigator.onLine` lies on captive networks; the request itself tells.
        staleTime: 10_000,
        retry: (failures, error) => isWorthRetrying(error) && failures < RETRIES,
        refetchInterval: (query) => (isWorthRetrying(query.state.error) ? OFFLINE_RETRY_MS : false),
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}

function isWorthRetrying(error: unknown): boolean {
  return error instanceof ApiProblem && (error.status === 0 || error.status >= 500);
}

/**
 * Why there is nothing to show yet. Unlike `query.error` it stays while we ask again, so that the page does not
 * flicker between a notice and «un momento» every few seconds.
 */
export function useLoadProblem(query: { data: unknown; error: unknown }): unknown {
  const [last, setLast] = useState<unknown>(null);
  if (query.error !== null && query.error !== last) setLast(query.error);
  return query.data === undefined ? last : null;
}

export function useMe() {
  return useQuery({
    queryKey: queryKeys.me(),
    queryFn: () => answer(api.GET('/api/v1/me')),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useProcess(slug: string) {
  return useQuery({
    queryKey: queryKeys.process(slug),
    queryFn: () => answer(api.GET('/api/v1/processes/{slug}', { params: { path: { slug } } })),
    refetchInterval: PROCESS_REFRESH_MS,
  });
}

/** The same, for a page that only needs to know who and what there is: asked once. */
export function useProcessFacts(slug: string) {
  return useQuery({
    queryKey: queryKeys.process(slug),
    queryFn: () => answer(api.GET('/api/v1/processes/{slug}', { params: { path: { slug } } })),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useDocument(id: string) {
  return useQuery({
    queryKey: queryKeys.document(id),
    queryFn: () => answer(api.GET('/api/v1/documents/{id}', { params: { path: { id } } })),
  });
}

export function useCreateDocument(slug: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: NewDocument) =>
      answer(api.POST('/api/v1/processes/{slug}/documents', { params: { path: { slug } }, body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: queryKeys.process(slug) }),
  });
}

export function usePublishDocument(slug: string, id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (published: boolean) =>
      answer(api.PATCH('/api/v1/documents/{id}', { params: { path: { id } }, body: { published } })),
    onSuccess: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: queryKeys.process(slug) }),
        queries.invalidateQueries({ queryKey: queryKeys.document(id) }),
      ]),
  });
}

export function useAddSection(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: NewSection) =>
      answer(api.POST('/api/v1/documents/{id}/sections', { params: { path: { id } }, body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: queryKeys.document(id) }),
  });
}

export function useChangeSection(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ section, change }: { section: string; change: SectionChange }) =>
      answer(
        api.PATCH('/api/v1/documents/{id}/sections/{section}', { params: { path: { id, section } }, body: change }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: queryKeys.document(id) }),
  });
}

/** Pause of the whole document. The answer comes through the shared document too, and that one is live. */
export function useChangeDocument(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: DocumentChange) =>
      answer(api.PATCH('/api/v1/documents/{id}', { params: { path: { id } }, body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: queryKeys.document(id) }),
  });
}

/** A version with a message; with nothing new in it none is made, and that is answered 409. */
export function useMakeVersion(id: string) {
  const tell = useTellVersion(id);
  return useMutation({
    mutationFn: (message: string) =>
      answer(api.POST('/api/v1/documents/{id}/versions', { params: { path: { id } }, body: { message } })),
    onSuccess: ({ number }) => tell(number),
  });
}

/** Takes in that a version was made, here or elsewhere, and says whether that was news. The number never goes back. */
export function useTellVersion(id: string): (number: number) => boolean {
  const queries = useQueryClient();
  return useCallback(
    (number) => {
      const known = queries.getQueryData<DocumentDetails>(queryKeys.document(id));
      if (!known || known.versions >= number) return false;
      queries.setQueryData<DocumentDetails>(queryKeys.document(id), { ...known, versions: number });
      void queries.invalidateQueries({ queryKey: ['process'] });
      return true;
    },
    [queries, id],
  );
}

/** Which body writes under which client id. Asked again when somebody unknown has written. */
export function useAuthorship(id: string, isOn: boolean) {
  return useQuery({
    queryKey: queryKeys.authorship(id),
    queryFn: () => answer(api.GET('/api/v1/documents/{id}/authorship', { params: { path: { id } } })),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: isOn,
  });
}

/** What changed since the visit before this one. Asking counts as a visit: once for a page. */
export function useSinceLastVisit(slug: string) {
  return useQuery({
    queryKey: queryKeys.sinceLastVisit(slug),
    queryFn: () =>
      answer(api.GET('/api/v1/processes/{slug}/changes', { params: { path: { slug }, query: { since: 'visit' } } })),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Opens or closes a meeting. Of each document that changed a version is made. */
export function useOpenMeeting(slug: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, open }: { id: string; open: boolean }) =>
      answer(api.PATCH('/api/v1/processes/{slug}/meetings/{id}', { params: { path: { slug, id } }, body: { open } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: queryKeys.process(slug) }),
  });
}

/** Words that did not get in: one's own, or everybody's for the coordination. */
export function useRescues(id: string, isOn: boolean) {
  return useQuery({
    queryKey: queryKeys.rescues(id),
    queryFn: () => answer(api.GET('/api/v1/documents/{id}/rescues', { params: { path: { id } } })),
    refetchInterval: RESCUES_REFRESH_MS,
    enabled: isOn,
  });
}

export function useSettleRescues(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (rescues: readonly string[]) =>
      Promise.all(
        rescues.map((rescue) =>
          answer(
            api.PATCH('/api/v1/documents/{id}/rescues/{rescue}', {
              params: { path: { id, rescue } },
              body: { settled: true },
            }),
          ),
        ),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: queryKeys.rescues(id) }),
  });
}

/** Conflicts and checks; the fields themselves come over the shared document, which says when to ask again. */
export function useRegisterView(slug: string, isOn: boolean) {
  return useQuery({
    queryKey: queryKeys.register(slug),
    queryFn: async () => {
      const sheet = await answer(api.GET('/api/v1/processes/{slug}/register', { params: { path: { slug } } }));
      // The rest is not kept: it would be compared, card by card, at each answer.
      const { conflicts, checks, actors, commitments, milestones } = sheet;
      const counts = { actors: actors.length, commitments: commitments.length, milestones: milestones.length };
      return { conflicts, checks, counts };
    },
    enabled: isOn,
  });
}

/** Which sections speak of what in the register. */
export function useMentions(slug: string, isOn: boolean) {
  return useQuery({
    queryKey: queryKeys.mentions(slug),
    queryFn: () => answer(api.GET('/api/v1/processes/{slug}/register/mentions', { params: { path: { slug } } })),
    enabled: isOn,
  });
}

/** From when on a check speaks. */
export function useCheckSettings(slug: string, isOn: boolean) {
  return useQuery({
    queryKey: queryKeys.checkSettings(slug),
    queryFn: () => answer(api.GET('/api/v1/processes/{slug}/check-settings', { params: { path: { slug } } })),
    enabled: isOn,
  });
}

export function useChangeCheckSettings(slug: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: CheckSettings) =>
      answer(api.PUT('/api/v1/processes/{slug}/check-settings', { params: { path: { slug } }, body })),
    onSuccess: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: queryKeys.checkSettings(slug) }),
        queries.invalidateQueries({ queryKey: queryKeys.register(slug) }),
      ]),
  });
}
