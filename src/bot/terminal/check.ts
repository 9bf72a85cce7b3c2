import { statSync } from 'node:fs';
import type { Config } from '../../config.ts';
import { measure } from '../../checks/measure.ts';
import { prepareSweep } from '../../checks/prepare.ts';
import { wasMeasured } from '../../checks/result.ts';
import { judge } from '../../checks/verdict/judge.ts';
import { reportOfVerdict } from '../../conversation/sweep-report.ts';
import { verdictReply } from '../../conversation/verdict-reply.ts';
import { WORDS } from '../../conversation/words.ts';
import { chooseDiagnosis } from '../../diagnosis/choose.ts';
import {
  namedIn,
  planHost,
  planRunbook,
  readPlace,
  type PlannedCheck,
} from '../../diagnosis/plan.ts';
import { readTenant } from '../../diagnosis/tenant.ts';
import { UsageError } from '../../errors.ts';
import { openPacks } from '../../knowledge/packs.ts';
import type { Language } from '../../knowledge/vocabulary.ts';
import { checkLine } from './check-line.ts';
import { gatherLogs, logsReply, openLogsFile, type LogsFile, type LogsRequest } from './logs.ts';
import { render } from './render.ts';
import type { Terminal } from './terminal.ts';

/** What was asked on the command line. */
export interface CheckOptions {
  readonly text: string;
  readonly hosts: readonly string[];
  readonly sso: string | null;
  readonly json: boolean;
  /** Null where logs are not asked for. */
  readonly logs: LogsRequest | null;
  readonly language: Language;
}

function tenantOf(sso: string | null): string | null {
  if (sso === null) return null;
  const tenant = readTenant(sso);
  if (tenant !== null) return tenant;
  throw new UsageError(
    'bad-option',
    `--sso cannot be "${sso}"`,
    'write a host name, or the name before its first dot',
  );
}

/** Whether the machine has a way out at all: without it, a single host that is silent shows nothing. */
const WAY_OUT: PlannedCheck = { kind: 'ip-families', target: '-' };

/** `login-doctor check`; returns the exit status: 1 where something is not as it should be, or could not be measured. */
export async function runCheckCommand(
  options: CheckOptions,
  config: Config,
  terminal: Terminal,
): Promise<number> {
  const { packInto = null } = options.logs ?? {};
  const file = packInto === null ? null : await openLogsFile(packInto);
  try {
    return await measureAndTell(options, file, config, terminal);
  } finally {
    await file?.end();
  }
}

async function measureAndTell(
  { text, hosts, sso, json, logs, language }: CheckOptions,
  file: LogsFile | null,
  config: Config,
  terminal: Terminal,
): Promise<number> {
  const packs = await openPacks(config.knowledgeDir);
  const tenant = tenantOf(sso);
  if (hosts.includes(''))
    throw new UsageError('bad-option', '--host is empty', 'write a host name or an address');
  const { diagnosis, knowledge } = chooseDiagnosis(text, packs, { now: Date.now(), tenant });
  const { pack } = knowledge;
  const targets = { pack, signals: diagnosis.signals, tenant: diagnosis.tenant };
  const runbook = diagnosis.runbook ?? pack.runbooks[0] ?? null;
  const checks =
    hosts.length > 0
      ? [...hosts.flatMap((host) => planHost(host, targets)), WAY_OUT]
      : runbook
        ? planRunbook(runbook, targets)
        : [];
  for (const folder of logs?.folders ?? [])
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
      throw new UsageError(
        'no-folder',
        `--logs: there is no folder "${folder}"`,
        'name the folder that the logs are in',
      );
  const ending = new AbortController();
  process.once('SIGINT', () => {
    ending.abort();
  });
  const prepared = prepareSweep({
    checks,
    targets,
    named: [...namedIn(targets.signals), ...hosts.map((host) => readPlace(host).host)],
    control: config.udpControl,
    signal: ending.signal,
  });
  if (!json) await terminal.write(`${WORDS[language].checking(prepared.plan.length)}\n\n`);
  const findings = await measure(prepared, async (event) => {
    if (!json && event.kind === 'ended')
      await terminal.write(checkLine(event.result, language, terminal));
  });
  const verdict = judge(findings, pack.network);
  const { results } = findings;
  const report = reportOfVerdict(verdict, results, runbook, targets);
  const reply = verdictReply(report, results, runbook, knowledge, language);
  // Ended early, nobody waits for a look into folders any more.
  const gather = () =>
    logs && !ending.signal.aborted ? gatherLogs(logs.folders, file, pack, prepared.context) : null;
  if (json) {
    const gathered = await gather();
    const answer = { verdict: report, results, ...(gathered && { logs: gathered.result }) };
    await terminal.write(`${JSON.stringify(answer, null, 2)}\n`);
  } else {
    await terminal.write(`\n${render(reply, terminal.style)}\n`);
    const gathered = await gather();
    if (gathered) {
      const { result, packedInto } = gathered;
      const words = WORDS[language];
      const outcome = packedInto === null ? words.logsStay : words.logsPacked(packedInto);
      await terminal.write(`\n${render(logsReply(result, outcome, language), terminal.style)}\n`);
    }
  }
  const isBad =
    ending.signal.aborted ||
    verdict.found.length > 0 ||
    results.some((result) => result.status === 'blocked' || !wasMeasured(result));
  return isBad ? 1 : 0;
}
