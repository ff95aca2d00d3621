// The shapes that /api sends. They follow the OpenAPI document of services/portal; a field that
// the server may leave out is optional here, and no screen invents a value for one.

export type Lang = 'zh' | 'en';
export type Both = { zh: string; en: string };

export interface Session {
  authenticated: boolean;
  demo: boolean;
  actor?: { id: string; role: string; name: string; patient?: string };
  notice?: Both;
}

export interface DemoUsers {
  users: { id: string; role: string; name: Both }[];
  links: { patient: Both; url: string }[];
}

export interface Turn {
  id: string;
  from: 'apricot' | 'patient';
  text: string;
  at: string;
  question?: string;
  editable?: boolean;
}

export interface Question {
  id: string;
  text: string;
  kind: 'text' | 'yes_no' | 'choice' | 'number' | 'signs';
  options?: { id: string; label: string }[] | null;
  unit?: string;
  allowUnknown: boolean;
}

export interface Emergency {
  title: string;
  text: string;
  call: string;
  reasons?: string[] | null;
  actions?: string[] | null;
}

export interface Urgency {
  level: number;
  label: string;
  text?: string;
}

export interface Summary {
  sections?: { id: string; title: string; items?: { label: string; text: string }[] | null }[] | null;
  urgency?: Urgency | null;
  department?: { id: string; label: string } | null;
  tests?: { name: string; why: string; status: string }[] | null;
  label: string;
  notice?: string;
  nothingTold?: boolean;
  aboutOther?: boolean;
}

export interface Conversation {
  id: string;
  lang: Lang;
  status: 'active' | 'emergency' | 'review' | 'confirmed' | 'person';
  turns?: Turn[] | null;
  question?: Question | null;
  progress: { asked: number; atMost: number };
  emergency?: Emergency | null;
  summary?: Summary | null;
  labels: { ai: string; person: string };
  patient?: string;
}

export interface Answer {
  question: string;
  text?: string;
  option?: string;
  number?: number;
  chosen?: string[];
  unknown?: boolean;
}

export interface PatientRow {
  id: string;
  name: string;
  sex: string;
  age?: number | null;
  visit?: { id: string; status: string; complaint?: string; urgency?: Urgency | null } | null;
}

/** Patients is the doctor's list, the most urgent first; notShown of the total are not in it. */
export interface Patients {
  patients?: PatientRow[] | null;
  total: number;
  notShown: number;
}

export interface Card {
  uuid: string;
  summary: string;
  indicator: 'info' | 'warning' | 'critical';
  detail?: string;
  source: { label: string; url?: string; topic?: unknown };
  suggestions?: { uuid?: string; label: string }[] | null;
  overrideReasons?: Reason[] | null;
  selectionBehavior?: string;
}

export interface Reason {
  code: string;
  system?: string;
  display: string;
}

export interface Candidate {
  condition: string;
  label: string;
  p: number;
  for?: string[] | null;
  against?: string[] | null;
  missing?: string[] | null;
}

/** Possibility is listed where there is no differential; it has no probability. */
export type Possibility = Omit<Candidate, 'p'>;

export interface PathStep {
  kind: string;
  label: string;
  detail?: string;
  done: boolean;
  missing?: string[] | null;
}

export interface PatientPage {
  banner: {
    name: string;
    sex: string;
    age?: number | null;
    birthDate?: string;
    identifier?: string;
    allergies?: string[] | null;
    allergiesKnown: boolean;
    pregnant: 'yes' | 'no' | 'unknown';
  };
  cards?: Card[] | null;
  summary?: Summary | null;
  differential?: Candidate[] | null;
  possible?: Possibility[] | null;
  abstained: boolean;
  abstainedWhy?: string;
  mustNotMiss?: Omit<Possibility, 'against'>[] | null;
  path?: PathStep[] | null;
  orders?: { id: string; label: string; why: string; source: string; status: string }[] | null;
  medications?: string[] | null;
  conditions?: string[] | null;
  results?: { label: string; value: string; at: string }[] | null;
  provenance: { graph: string; policy: string; decision: string; at: string };
  label: string;
}

export interface Feedback {
  outcome: 'accepted' | 'overridden';
  overrideReason?: Reason;
  comment?: string;
}

export type RiskLevel = 'critical' | 'high' | 'medium' | 'low' | 'no-data';

export interface Latest {
  metric: string;
  label: string;
  value: number | string | null;
  unit: string;
  at: string;
  flag?: string;
}

/** WorkReason is what a care pathway saw: values that set an escalation off, or a check that is overdue. */
export interface WorkReason {
  why: string;
  values?: { label: string; value: number; unit: string; at: string; statistic?: string; readings?: number }[] | null;
  check: boolean;
  last?: string;
  due?: string;
  everyDays?: number;
  late?: number;
  source?: string;
  rule: string;
}

export interface WorkItem {
  task: string;
  patient: { id: string; name: string; age?: number | null; sex: string; phone?: string };
  level: RiskLevel;
  why?: string[] | null;
  reasons?: WorkReason[] | null;
  today: boolean;
  suggested: string;
  due?: string;
  overdue: boolean;
  status: string;
  owner?: string;
  score?: { name: string; sum: number; complete: boolean; missing?: string[] | null } | null;
  latest?: Latest[] | null;
}

export interface Worklist {
  generatedAt: string;
  patients: number;
  items?: WorkItem[] | null;
  label: string;
}

export interface Point {
  t: string;
  v: number;
  flag?: string;
  source?: string;
}

export interface Trend {
  metric: string;
  label: string;
  unit: string;
  band?: { low?: number | null; high?: number | null; source?: string } | null;
  points?: Point[] | null;
  gaps?: { from: string; to: string }[] | null;
}
