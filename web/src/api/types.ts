// The shapes of `/api/v1` that the application uses, until `schema.d.ts` is generated from docs/openapi.json.

export type Role = 'coordinator' | 'member' | 'community' | 'guarantor';

export type DocumentKind = 'patto_fondativo' | 'patto_collaborazione' | 'docpp' | 'register' | 'open';

export interface ActorName {
  id: string;
  name: string;
  color: string;
}

export interface Me {
  role: Role;
  actor: ActorName | null;
  process: { slug: string; title: string };
  person: string;
}

export interface Phase {
  id: string;
  title: string;
  goal: string | null;
  key_question: string | null;
  position: number;
}

export type Door = 'closed' | 'open';

export interface MeetingPart {
  position: number;
  door: Door;
  title: string;
  participants: string[];
  objectives: string[];
}

export interface GuidingQuestion {
  id: string;
  text: string;
  /** Position of the part it belongs to; null when it is for the whole meeting. */
  part: number | null;
  /** From the programme of the process, or from the longer page of the session. */
  list: 'programme' | 'operational';
}

export type MeetingKind = 'launch' | 'inter_service_team' | 'table_session' | 'closing_event';

export interface Meeting {
  id: string;
  phase: string;
  position: number;
  kind: MeetingKind;
  title: string;
  /** `2025-11-20`; null while it is to be decided. */
  date: string | null;
  /** `17:30`, civil time of the place. */
  starts: string | null;
  ends: string | null;
  mode: 'in_person' | 'online';
  participants: string[];
  focus: string | null;
  objectives: string[];
  questions: GuidingQuestion[];
  parts: MeetingPart[];
  /** When the coordination really opened and closed it; null or left out while it has not. */
  opened_at?: string | null;
  closed_at?: string | null;
}

/** A meeting is opened, or closed. */
export interface MeetingState {
  id: string;
  open: boolean;
  at: string;
}

export interface Deliverable {
  id: string;
  phase: string;
  title: string;
  status: 'draft' | 'final';
}

export interface Actor extends ActorName {
  kind: string;
  primary: string;
  secondary: string[];
  level: string;
}

export interface PresentActor {
  name: string;
  color: string;
  count: number;
}

export interface DocumentSheet {
  id: string;
  kind: DocumentKind;
  title: string;
  reference: string | null;
  versions: number;
  /** When it was published; null while it is not. */
  published: string | null;
  present: PresentActor[];
  sections_count: number;
}

export interface Process {
  id: string;
  slug: string;
  title: string;
  subtitle: string | null;
  reference: string | null;
  promoter: string | null;
  decider: string | null;
  law: string | null;
  phases: Phase[];
  meetings: Meeting[];
  deliverables: Deliverable[];
  actors: Actor[];
  register: string | null;
  documents: DocumentSheet[];
}

export type SectionKind = 'heading' | 'premise' | 'article' | 'part' | 'annex' | 'signatures';

export interface SectionSummary {
  id: string;
  kind: SectionKind;
  title: string;
  order: string;
  mandatory: boolean;
  /** `open`, `office`, `locked` or `one_writer:<actor>`. */
  policy: string;
  /** Why it is not open; null while it is, or when no reason was given. */
  policy_reason: string | null;
  /** Name of the only body that may write. */
  policy_writer: string | null;
  aside: string | null;
  not_applicable: string | null;
  number: number | null;
  guidance: string | null;
}

export interface DocumentDetails {
  id: string;
  kind: DocumentKind;
  title: string;
  reference: string | null;
  schema: number;
  epoch: number;
  versions: number;
  published: string | null;
  /** Why nobody may write now, which may be empty; null while the document is not paused. */
  paused: string | null;
  process: { slug: string; title: string } | null;
  abilities: { write: boolean; manage_sections: boolean; publish: boolean };
  sections: SectionSummary[];
}

export interface NewDocument {
  kind: DocumentKind;
  title: string;
}

export interface NewSection {
  title: string;
  kind?: SectionKind;
  /** The section it comes after; null is the first place, left out the last. */
  after?: string | null;
}

export interface SectionChange {
  /** `after: null` is the first place. */
  order?: { after: string | null };
  title?: string;
  policy?: string;
  policy_reason?: string | null;
  /** A reason sets it aside, null takes it back. */
  aside?: string | null;
  not_applicable?: string | null;
}

export interface DocumentChange {
  published?: boolean;
  /** A reason, which may be empty, pauses the writing of everybody; null lets it go on. */
  paused?: string | null;
}

export interface RescuePart {
  section: string | null;
  text: string;
}

/** Words that did not get into the document, as the server keeps them. */
export interface ServerRescue {
  id: string;
  at: string;
  /** Code of the refusal. */
  reason: string;
  /** Name of the body they were written for. */
  actor: string | null;
  mine: boolean;
  parts: RescuePart[];
}

/** A field that two people set at the same time. */
export interface FieldConflict {
  /** `<entity>/<id>/<field>` */
  key: string;
  entity: string;
  id: string;
  field: string;
  /** In the order they came in; `actor` is the name of the body it was set for. */
  values: { value: string | number | boolean; actor: string | null }[];
}

/** What a rule has to say. */
export interface Check {
  code: string;
  /** Stops the formal delivery, suggests, informs. */
  severity: 'B' | 'W' | 'i';
  subject: { kind: string; id: string; document?: string };
  /** In Italian. */
  message: string;
  params: Record<string, string>;
}

/** The register as the server reads it. Its fields are live in the shared document; here is what that does not know. */
export interface RegisterView {
  actors: { id: string }[];
  commitments: { id: string }[];
  milestones: { id: string }[];
  conflicts: FieldConflict[];
  checks: Check[];
}

export interface CheckSettings {
  max_commitments: number;
  max_deadlines_per_month: number;
  max_gap_months: number;
}

/** A section that speaks of something in the register: bound to it, showing it, or listing it in a table. */
export interface Mention {
  entity: string;
  id: string;
  manner: 'bound' | 'shown' | 'listed';
  document: string;
  document_title: string;
  section: string;
  section_title: string;
}

/** A version that was made. Its content and its history have pages of their own. */
export interface Version {
  number: number;
  message: string;
  created_at: string;
}

/** For whom somebody wrote. */
export type Writer = { kind: 'actor'; actor: string } | { kind: 'coordination' | 'server' };

/** Which body writes under which client id of the shared document. */
export interface Authorship {
  writers: Record<string, Writer>;
  actors: Record<string, { name: string; color: string }>;
}

export interface ChangedDocument {
  document: string;
  title: string;
  /** The newest version at that time, to compare with; null before the first. */
  version: number | null;
  changes: number;
  sections: { id: string; title: string }[];
}

/** Something that was decided. */
export type Decision =
  | { kind: 'state'; commitment: string; state: string }
  | { kind: 'aside'; document: string; section: string; aside: boolean }
  | { kind: 'version'; document: string; number: number; message: string };

/** What changed in a process. */
export interface ProcessChanges {
  /** Null at the first visit, when all is new and nothing is listed. */
  since: string | null;
  documents: ChangedDocument[];
  commitments: { id: string; actor: string; what: string; kind: 'new' | 'changed' | 'gone' }[];
  decisions: Decision[];
  /** Changed sections that name the body of who asks, or are bound to it. */
  naming_me: { document: string; section: string }[];
  waiting: { kind: 'confirmation' | 'alliance' | 'conflict'; commitment: string }[];
}

export interface Created {
  id: string;
}

interface Answers<Body> {
  200: { headers: Record<string, unknown>; content: { 'application/json': Body } };
}

interface Made<Body> {
  201: { headers: Record<string, unknown>; content: { 'application/json': Body } };
}

interface Path<Names extends string> {
  path: Record<Names, string>;
}

interface JsonBody<Body> {
  content: { 'application/json': Body };
}

/** What `openapi-typescript` writes into `schema.d.ts`, reduced to what is called. */
export interface paths {
  '/api/v1/me': { get: { responses: Answers<Me> } };
  '/api/v1/processes/{slug}': { get: { parameters: Path<'slug'>; responses: Answers<Process> } };
  '/api/v1/processes/{slug}/documents': {
    post: { parameters: Path<'slug'>; requestBody: JsonBody<NewDocument>; responses: Made<Created> };
  };
  '/api/v1/processes/{slug}/register': { get: { parameters: Path<'slug'>; responses: Answers<RegisterView> } };
  '/api/v1/processes/{slug}/register/mentions': {
    get: { parameters: Path<'slug'>; responses: Answers<Mention[]> };
  };
  '/api/v1/processes/{slug}/changes': {
    get: { parameters: Path<'slug'> & { query: { since: string } }; responses: Answers<ProcessChanges> };
  };
  '/api/v1/processes/{slug}/meetings/{id}': {
    patch: {
      parameters: Path<'slug' | 'id'>;
      requestBody: JsonBody<{ open: boolean }>;
      responses: Answers<MeetingState>;
    };
  };
  '/api/v1/processes/{slug}/check-settings': {
    get: { parameters: Path<'slug'>; responses: Answers<CheckSettings> };
    put: { parameters: Path<'slug'>; requestBody: JsonBody<CheckSettings>; responses: Answers<CheckSettings> };
  };
  '/api/v1/documents/{id}': {
    get: { parameters: Path<'id'>; responses: Answers<DocumentDetails> };
    patch: {
      parameters: Path<'id'>;
      requestBody: JsonBody<DocumentChange>;
      responses: Answers<DocumentDetails>;
    };
  };
  '/api/v1/documents/{id}/versions': {
    post: { parameters: Path<'id'>; requestBody: JsonBody<{ message: string }>; responses: Made<Version> };
  };
  '/api/v1/documents/{id}/authorship': { get: { parameters: Path<'id'>; responses: Answers<Authorship> } };
  '/api/v1/documents/{id}/rescues': { get: { parameters: Path<'id'>; responses: Answers<ServerRescue[]> } };
  '/api/v1/documents/{id}/rescues/{rescue}': {
    patch: {
      parameters: Path<'id' | 'rescue'>;
      requestBody: JsonBody<{ settled: true }>;
      responses: Answers<ServerRescue>;
    };
  };
  '/api/v1/documents/{id}/sections': {
    post: { parameters: Path<'id'>; requestBody: JsonBody<NewSection>; responses: Made<Created> };
  };
  '/api/v1/documents/{id}/sections/{section}': {
    patch: {
      parameters: Path<'id' | 'section'>;
      requestBody: JsonBody<SectionChange>;
      responses: Answers<SectionSummary>;
    };
  };
}
