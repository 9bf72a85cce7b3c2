import { Agent, type AgentEnd } from '../../../companion/agent/agent.ts';
import { AuditLog, type LoggedAct } from '../../../companion/agent/audit-log.ts';
import { Consents } from '../../../companion/agent/consent.ts';
import { keepIdentity, readIdentity, type Identity } from '../../../companion/agent/identity.ts';
import { JobBook } from '../../../companion/agent/job-book.ts';
import { LogOffer } from '../../../companion/agent/log-offer.ts';
import { LogParcels } from '../../../companion/agent/log-parcels.ts';
import type { SessionEnd } from '../../../companion/agent/session.ts';
import { waysOut } from '../../../companion/agent/ways-out.ts';
import { Work } from '../../../companion/agent/work.ts';
import { COMPANION_WORDS, type CompanionWords } from '../../../companion/agent/words.ts';
import { asLine } from '../../../checks/line.ts';
import { UsageError } from '../../../errors.ts';
import type { Packs } from '../../../knowledge/packs.ts';
import { speaker } from '../speaker.ts';
import { onlookerOf } from './onlooker.ts';
import type { CompanionOptions, CompanionParts } from './options.ts';
import { Person } from './person.ts';
import { shortDevice } from '../../../companion/name.ts';
import { thisDevice } from './this-device.ts';

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
export async function runUntilEnd(
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
  const known = thisDevice(!yes);
  let isNew = ticket !== null;
  let hasSaidName = false;
  const agent = new Agent({
    folder,
    identity,
    ticket,
    device: known,
    version,
    work,
    waysOut,
    ...(patience ? { patience } : {}),
    onConnected: ({ server, device }) => {
      say(isNew ? words.paired(server) : words.connected(server));
      if (!hasSaidName) say(words.knownAs(known.name, shortDevice(device ?? '')));
      hasSaidName = true;
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

/** @throws {UsageError} where no server knows this machine */
export function mustBePaired(folder: string): Identity {
  const identity = readIdentity(folder);
  if (identity && identity.device !== null) return identity;
  throw new UsageError(
    'not-paired',
    'this machine is not paired with a server',
    'ask the helpdesk for a code, and run: companion pair CODE --server URL',
  );
}
