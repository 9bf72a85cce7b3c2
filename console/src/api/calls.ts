import type {
  AuditList,
  CaseList,
  CaseView,
  DeviceList,
  DeviceView,
  JobView,
  KnowledgeHits,
  KnownErrorView,
  Language,
  NewEvent,
  Session,
  Status,
  TokenMade,
  TokenView,
} from './messages.ts';
import { request } from './request.ts';

/** The console's API, one function a request. The server builds each answer from the schema its type comes from. */

export async function readSession(): Promise<Session> {
  return (await request('/api/session')) as Session;
}

export async function signOut(): Promise<void> {
  await request('/auth/logout', { method: 'POST' });
}

export async function openCase(asked: {
  readonly id: string;
  readonly language: Language;
  readonly text?: string;
}): Promise<CaseView> {
  return (await request('/api/cases', { method: 'POST', body: asked })) as CaseView;
}

function casePath(id: string): string {
  return `/api/cases/${encodeURIComponent(id)}`;
}

export async function readCase(id: string): Promise<CaseView> {
  return (await request(casePath(id))) as CaseView;
}

export async function sendEvent(id: string, event: NewEvent): Promise<CaseView> {
  return (await request(`${casePath(id)}/events`, { method: 'POST', body: event })) as CaseView;
}

export function exportPath(id: string): string {
  return `${casePath(id)}/export`;
}

export function livePath(id: string): string {
  return `${casePath(id)}/live`;
}

export interface CaseFilter {
  readonly q: string;
  readonly status: Status | null;
}

export type Parameters = Readonly<Record<string, string | number | null>>;

export function query(parameters: Parameters): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== null && value !== '');
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
}

export async function listCases(
  { q, status }: CaseFilter,
  { limit, before = null }: { readonly limit: number; readonly before?: string | null },
): Promise<CaseList> {
  return (await request(`/api/cases?${query({ q, status, limit, before })}`)) as CaseList;
}

export async function findErrors(q: string, limit: number): Promise<readonly KnownErrorView[]> {
  return ((await request(`/api/knowledge?${query({ q, limit })}`)) as KnowledgeHits).errors;
}

export async function readError(pack: string, code: number): Promise<KnownErrorView> {
  return (await request(`/api/knowledge/${encodeURIComponent(pack)}/${code}`)) as KnownErrorView;
}

export async function listDevices(page: {
  readonly limit: number;
  readonly before: string | null;
}): Promise<DeviceList> {
  return (await request(`/api/devices?${query(page)}`)) as DeviceList;
}

function devicePath(id: string): string {
  return `/api/devices/${encodeURIComponent(id)}`;
}

export async function shareDevice(
  id: string,
  sharedWith: DeviceView['sharedWith'],
): Promise<DeviceView> {
  return (await request(devicePath(id), { method: 'PUT', body: { sharedWith } })) as DeviceView;
}

export async function revokeDevice(id: string): Promise<DeviceView> {
  return (await request(`${devicePath(id)}/revoke`, { method: 'POST' })) as DeviceView;
}

/** Who did what: with one device, or with all of them and the enrolment tokens. */
export async function readAudit(device: string | null, before: number | null): Promise<AuditList> {
  const path = device === null ? '/api/audit' : `${devicePath(device)}/audit`;
  return (await request(`${path}?${query({ limit: 20, before })}`)) as AuditList;
}

const TOKENS = '/api/enrolment-tokens';

export async function listTokens(): Promise<readonly TokenView[]> {
  return ((await request(TOKENS)) as { readonly tokens: readonly TokenView[] }).tokens;
}

export async function makeToken(asked: {
  readonly name: string;
  readonly days: number;
  readonly mostUses: number;
}): Promise<TokenMade> {
  return (await request(TOKENS, { method: 'POST', body: asked, isSentOnce: true })) as TokenMade;
}

export async function revokeToken(id: string): Promise<TokenView> {
  const path = `${TOKENS}/${encodeURIComponent(id)}/revoke`;
  return (await request(path, { method: 'POST' })) as TokenView;
}

export async function readJob(id: string): Promise<JobView> {
  return (await request(`/api/jobs/${encodeURIComponent(id)}`)) as JobView;
}
