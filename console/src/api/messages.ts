import type { output } from 'zod';
import type {
  ApiError as ApiErrorSchema,
  CaseView,
  CheckView,
  SweepView,
  KnowledgeHits as KnowledgeHitsSchema,
} from '../../../src/bot/console/contract.ts';

export type {
  CaseList,
  CaseSummary,
  CaseView,
  CheckEnded,
  CheckView,
  EntryView,
  JobStep,
  KnownErrorView,
  LogTaken,
  NewEvent,
  Report,
  Session,
  SweepView,
} from '../../../src/bot/console/contract.ts';

export type {
  AuditEntryView,
  AuditList,
  DeviceList,
  DeviceView,
  JobView,
  TokenMade,
  TokenView,
} from '../../../src/bot/console/device-contract.ts';

export type { ProblemCode } from '../../../src/problem-codes.ts';

export type ApiError = output<typeof ApiErrorSchema>;
export type KnowledgeHits = output<typeof KnowledgeHitsSchema>;
export type ReplyView = CaseView['question'];
export type Pairing = NonNullable<ReplyView['pairing']>;
export type SectionView = ReplyView['sections'][number];
export type Highlight = CaseView['evidence'][number];
export type RunbookView = NonNullable<CaseView['runbook']>;
export type CheckKind = CheckView['kind'];
export type Fault = SweepView['causes'][number]['cause'];
export type Status = CaseView['status'];
export type Phase = CaseView['phase'];
export type Language = CaseView['language'];
