import { arch, hostname } from 'node:os';
import { Agent, type AgentEnd } from '../../companion/agent/agent.ts';
import { AuditLog, readAuditLog, type LoggedAct } from '../../companion/agent/audit-log.ts';
import { Consents } from '../../companion/agent/consent.ts';
import { forgetEverything } from '../../companion/agent/forget.ts';
import {
  keepIdentity,
  newIdentity,
  readIdentity,
  type Identity,
} from '../../companion/agent/identity.ts';
import { JobBook } from '../../companion/agent/job-book.ts';
import type { Patience, SessionEnd } from '../../companion/agent/session.ts';
import { waysOut } from '../../companion/agent/ways-out.ts';
import { lockFolder } from '../../companion/agent/lock.ts';
import { LogOffer, type LogOfferParts } from '../../companion/agent/log-offer.ts';
import { LogParcels } from '../../companion/agent/log-parcels.ts';
import { Work } from '../../companion/agent/work.ts';
import { COMPANION_WORDS, type CompanionWords } from '../../companion/agent/words.ts';
import { asName } from '../../companion/name.ts';
import { PLATFORMS, type Device } from '../../companion/protocol.ts';
import { asLine } from '../../checks/line.ts';
import type { measure } from '../../checks/measure.ts';
import type { Surroundings } from '../../checks/prepare.ts';
import { UsageError } from '../../errors.ts';
import type { Packs } from '../../knowledge/packs.ts';
import type { Language } from '../../knowledge/vocabulary.ts';
import { onlookerOf } from './companion-onlooker.ts';
import { Person, shortCase } from './companion-person.ts';
import { plain } from './render.ts';
import { speaker } from './speaker.ts';
import type { Terminal } from './terminal.ts';

export interface CompanionOptions {
  readonly words: readonly string[];
  readonly server: string | null;
  /** Run checks without asking. */
  readonly yes: boolean;
  readonly language: Language;
}

export interface CompanionParts {
  readonly packs: () => Promise<Packs>;
  readonly terminal: Terminal;
  /** Where this machine's companion keeps what it must. */
  readonly folder: string;
  readonly version: string;
  /** Where the SDK's logs are on this machine. */
  readonly logSources: LogOfferParts['sources'];
  readonly surroundings?: Surroundings;
  /** Makes a sweep, in the place of what makes it otherwise. */
  readonly run?: typeof measure;
  readonly patience?: Patience;
}

const USAGE = 'companion pair CODE --server URL, companion run, companion log, companion forget';
const FORGET_LIMIT_MS = 15_000;
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** The server's address without a slash at the end. */
function readServer(written: string | null): string {
  const remedy = 'write the address that the helpdesk gave: --server https://…';
  if (written === null)
    throw new UsageError('bad-option', 'pair needs the address of the server', remedy);
  const url = URL.parse(written);
  const isSafe =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.has(url.hostname));
  if (!url || !isSafe || /[?#]/.test(written) || url.username !== '')
    throw new UsageError('bad-option', `--server cannot be "${written.slice(0, 200)}"`, remedy);
  return url.href.replace(/\/+$/, '');
}

function deviceOf(asks: boolean): Device {
  return {
    name: asName(hostname()),
    platform: PLATFORMS.find((each) => each === process.platform) ?? 'other',
    arch: asName(arch()),
    asks,
  };
}

function seconds(ms: number): number {
  return Math.max(1, Math.round(ms / 1000));
}

function sayLost(words: CompanionWords, end: SessionEnd, waitMs: number): string {
  if (end.kind === 'drained') return words.drained(seconds(waitMs));
  const why =
    end.kind === 'unwelcome'
      ? words.away[end.code]
      : end.kind === 'lost' && end.error !== null
        ? words.lostBecause(asLine(end.error))
        : '';
  return `${words.lost(seconds(waitMs))} ${why}`.trim();
}

/** Until the person or the system asks for the end. */
function untilAsked(): { readonly asked: Promise<void>; readonly release: () => void } {
  const { promise: asked, resolve } = Promise.withResolvers<undefined>();
  const stop = (): void => {
    resolve(undefined);
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return {
    asked,
    release: () => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
    },
  };
}

/** Runs until the end is asked for, or the server sends this machine away for good. */
async function runUntilEnd(
  identity: Identity,
  ticket: string | null,
  options: CompanionOptions,
  parts: CompanionParts,
): Promise<number> {
  const packs = await parts.packs();
  const person = new Person(parts.terminal, options.language);
  const until = untilAsked();
  try {
    // Before a code is used up: the key that it was used with must not be lost, and whatever is asked is noted here.
    keepIdentity(parts.folder, identity);
    return await runWith(person, until.asked, packs, identity, ticket, options, parts);
  } finally {
    until.release();
    person.close();
  }
}

async function runWith(
  person: Person,
  asked: Promise<void>,
  packs: Packs,
  identity: Identity,
  ticket: string | null,
  { yes, language }: CompanionOptions,
  { terminal, folder, version, logSources, surroundings, run, patience }: CompanionParts,
): Promise<number> {
  const words = COMPANION_WORDS[language];
  const say = speaker(terminal);
  const log = new AuditLog(folder);
  const note = (what: LoggedAct['what'], detail: string, job: string | null = null): void => {
    try {
      log.add({ what, job, case: null, requester: null, detail }, Date.now());
    } catch {
      // It happened all the same, and stands on the screen.
    }
  };
  const logs = new LogOffer({
    parcels: new LogParcels(folder),
    ask: person.askForLogs,
    sources: logSources,
    onNone: () => {
      say(words.noLogs);
    },
    onPacked: () => {
      say(words.logsPacked);
    },
    onSent: (job) => {
      note('logs-sent', '', job);
      say(words.logsSent);
    },
    now: Date.now,
  });
  const work = new Work({
    packs,
    book: new JobBook(folder, Date.now()),
    consents: new Consents(folder, yes, person.ask, Date.now),
    log,
    logs: yes ? null : logs,
    onlooker: onlookerOf(terminal, language),
    ...(surroundings ? { surroundings } : {}),
    ...(run ? { run } : {}),
    now: Date.now,
  });
  let isNew = ticket !== null;
  const agent = new Agent({
    folder,
    identity,
    ticket,
    device: deviceOf(!yes),
    version,
    work,
    waysOut,
    ...(patience ? { patience } : {}),
    onConnected: ({ server }) => {
      say(isNew ? words.paired(server) : words.connected(server));
      if (isNew) note('paired', server);
      isNew = false;
      say(words.waiting);
    },
    onLost: (end, waitMs) => {
      say(sayLost(words, end, waitMs));
    },
  });
  if (yes) say(words.unattended);
  else if (terminal.input.isTTY !== true) say(words.nobodyToAsk);
  if (ticket !== null) say(words.pairing(identity.server));
  const ending = new AbortController();
  const stopped = asked.then(async () => {
    say(words.stopping);
    await work.stop();
    ending.abort();
  });
  const end: AgentEnd = await agent.run(ending.signal);
  if (end === 'stopped') await stopped;
  else await work.stop();
  if (end === 'stopped') return 0;
  note('server-refused', end);
  say(words.away[end]);
  return 1;
}

function mustBePaired(folder: string): Identity {
  const identity = readIdentity(folder);
  if (identity && identity.device !== null) return identity;
  throw new UsageError(
    'not-paired',
    'this machine is not paired with a server',
    'ask the helpdesk for a code, and run: companion pair CODE --server URL',
  );
}

async function pair(
  code: string | undefined,
  options: CompanionOptions,
  parts: CompanionParts,
): Promise<number> {
  // Of a fleet, the token stays out of the list of processes.
  const ticket = code ?? process.env.LOGIN_DOCTOR_ENROLMENT_TOKEN;
  if (ticket === undefined || !/^[\w -]{1,100}$/.test(ticket))
    throw new UsageError(
      'bad-option',
      ticket === undefined ? 'pair needs a code' : 'that is no code',
      'write the code that the helpdesk gave, such as: companion pair CDF-GHJ-KMN --server URL',
    );
  const server = readServer(options.server);
  const known = readIdentity(parts.folder);
  if (known && known.device !== null && known.server !== server)
    throw new UsageError(
      'paired-elsewhere',
      `this machine is paired with ${known.server}`,
      'run "companion forget" first, if that is no longer wanted',
    );
  // One that was begun and has not come in yet goes on with its key: the server may know that already.
  const identity = known?.server === server ? known : newIdentity(server);
  return runUntilEnd(identity, ticket.replaceAll(' ', ''), options, parts);
}

async function showLog({ language }: CompanionOptions, parts: CompanionParts): Promise<number> {
  const words = COMPANION_WORDS[language];
  const acts = readAuditLog(parts.folder);
  const lines = acts.map(({ at, what, requester, case: id, detail }) => {
    const of =
      requester === null || id === null ? '' : ` (${words.loggedFor(requester, shortCase(id))})`;
    return plain(`${at}  ${words.logged[what]}${of}${detail === '' ? '' : `: ${detail}`}`);
  });
  await parts.terminal.write(`${lines.length === 0 ? words.logEmpty : lines.join('\n')}\n`);
  return 0;
}

/** Undefined where there is an identity that cannot be understood: it goes, but no server can be told. */
function readToForget(folder: string): Identity | null | undefined {
  try {
    return readIdentity(folder);
  } catch {
    return undefined;
  }
}

async function forget(
  { language }: CompanionOptions,
  { folder, terminal, version }: CompanionParts,
): Promise<number> {
  const words = COMPANION_WORDS[language];
  const identity = readToForget(folder);
  if (!identity) {
    forgetEverything(folder);
    const isBroken = identity === undefined;
    await terminal.write(`${isBroken ? words.forgottenHereOnly : words.nothingToForget}\n`);
    return isBroken ? 1 : 0;
  }
  const agent = new Agent({
    folder,
    identity,
    ticket: null,
    device: deviceOf(true),
    version,
    work: null,
    waysOut,
    onConnected: () => undefined,
    onLost: () => undefined,
  });
  const unlock = lockFolder(folder);
  const isTold =
    identity.device !== null && (await agent.forget(AbortSignal.timeout(FORGET_LIMIT_MS)));
  unlock();
  forgetEverything(folder);
  if (identity.device === null) {
    await terminal.write(`${words.nothingToForget}\n`);
    return 0;
  }
  await terminal.write(`${isTold ? words.forgotten : words.forgottenHereOnly}\n`);
  return isTold ? 0 : 1;
}

/** Two at once would take each other's jobs for broken off. */
async function alone({ folder }: CompanionParts, work: () => Promise<number>): Promise<number> {
  const unlock = lockFolder(folder);
  try {
    return await work();
  } finally {
    unlock();
  }
}

/** `login-doctor companion`; returns the exit status: 1 where the server sent this machine away. */
export async function runCompanionCommand(
  options: CompanionOptions,
  parts: CompanionParts,
): Promise<number> {
  const [what, code, ...rest] = options.words;
  const takes = what === 'pair' ? 2 : 1;
  if (options.words.length > takes || rest.length > 0)
    throw new UsageError(
      'unknown-word',
      `companion takes no "${options.words.at(-1) ?? ''}"`,
      `write: ${USAGE}`,
    );
  switch (what) {
    case 'pair':
      return alone(parts, () => pair(code, options, parts));
    case 'run':
      return alone(parts, () => runUntilEnd(mustBePaired(parts.folder), null, options, parts));
    case 'log':
      return showLog(options, parts);
    case 'forget':
      return forget(options, parts);
    default:
      throw new UsageError(
        'unknown-word',
        what === undefined ? 'companion needs to know what to do' : `companion knows no "${what}"`,
        `write: ${USAGE}`,
      );
  }
}
