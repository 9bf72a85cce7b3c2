import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { LogsResult } from '../../src/checks/result.ts';
import * as contract from '../../src/bot/console/contract.ts';
import type { AskForLogs } from '../../src/companion/agent/log-offer.ts';
import { readAuditLog } from '../../src/companion/agent/audit-log.ts';
import { serveOn } from '../bot/console/client.ts';
import { Player } from '../conversations/recordings.ts';
import { played, startCompanion, type TestCompanion } from './companion.ts';
import { askForPairing, press, recordedCase, RECORDED_TENANT, type Call } from './pairing.ts';

const PHONE = '13800138000';

describe('the logs of a device', () => {
  const serving = serveOn('sqlite');
  const call: Call = (method, path, body) => serving.server.call(method, path, body);
  const started: TestCompanion[] = [];
  const folders: string[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map((companion) => companion.remove()));
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  function logFolder(files: Readonly<Record<string, string>>): string {
    const folder = mkdtempSync(join(tmpdir(), 'sdk-logs-'));
    folders.push(folder);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return folder;
  }

  const caseAt = async (id: string): Promise<contract.CaseView> =>
    contract.CaseView.parse((await call('GET', `/api/cases/${id}`)).body);
  const untilMeasured = async (id: string): Promise<contract.CaseView> => {
    const isMeasured = async (): Promise<boolean> =>
      (await caseAt(id)).timeline.some(({ body }) => body.kind === 'measured');
    await expect.poll(isMeasured, { interval: 20, timeout: 10_000 }).toBe(true);
    return caseAt(id);
  };

  /** A case at the step of the runbook that wants logs, whose checks run on a device with these logs. */
  async function measuredAtLogs(
    ask: AskForLogs | undefined,
    files: Readonly<Record<string, string>>,
  ): Promise<{ readonly id: string; readonly companion: TestCompanion }> {
    await call('PUT', '/api/settings', { ssoDomain: RECORDED_TENANT, language: null });
    const { id } = await recordedCase(call);
    for (const action of ['walk', 'done']) await press(call, id, action);
    // Each step's first outcome leads on to the next one, and the last step collects the logs.
    for (let at = 0; at < 9; at++) {
      const { question, phase } = await caseAt(id);
      if (question.title === 'Collect the logs and open a ticket') break;
      const next = question.actions.find(({ id: each }) =>
        phase === 'step' ? each.startsWith('outcome:') : each === 'not-solved',
      );
      await press(call, id, next?.id ?? '');
    }
    const code = await askForPairing(call, id);
    const companion = await startCompanion({
      server: serving.server.url,
      ticket: code,
      run: played(new Player('healthy')),
      ...(ask ? { askForLogs: ask } : {}),
      logFolders: [logFolder(files)],
    });
    started.push(companion);
    return { id, companion };
  }

  it('are shown before they are sent, redacted, and what matters of them is said in the case', async () => {
    const shown: LogsResult[] = [];
    const ask: AskForLogs = (logs) => {
      shown.push(logs);
      return Promise.resolve(true);
    };
    const noise = 'nothing of interest here\n'.repeat(200_000);
    const { id, companion } = await measuredAtLogs(ask, {
      'sdk.log': `user ${PHONE} signs in\nonLogin -1002 Token is expired\n`,
      'old.log': noise,
    });
    await untilMeasured(id);
    const said = async (): Promise<boolean> =>
      (await caseAt(id)).texts.some((text) => text.includes('Token is expired'));
    await expect.poll(said, { interval: 20, timeout: 20_000 }).toBe(true);
    const [logs] = shown;
    expect(logs?.evidence.files.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['sdk.log', 'old.log']),
    );
    expect(JSON.stringify(shown)).not.toContain(PHONE);
    const view = await caseAt(id);
    expect(JSON.stringify(view)).not.toContain(PHONE);
    const entry = view.timeline.find(
      ({ body }) => body.kind === 'said' && body.text.includes('Token is expired'),
    );
    expect(entry?.by).toBe('ANNA-PC');
    const acts = (): string[] => readAuditLog(companion.folder).map(({ what }) => what);
    await expect.poll(acts).toContain('logs-agreed');
    const jobs = (): string[] => readdirSync(join(companion.folder, 'jobs'));
    await expect.poll(() => jobs().filter((name) => name.includes('logs'))).toEqual([]);
  });

  it('stay where they are when the user says no, or when nobody can be shown them', async () => {
    const no: AskForLogs = () => Promise.resolve(false);
    for (const ask of [no, undefined]) {
      const { id, companion } = await measuredAtLogs(ask, { 'sdk.log': 'onLogin -1002 secret\n' });
      await untilMeasured(id);
      const acts = (): string[] => readAuditLog(companion.folder).map(({ what }) => what);
      await expect.poll(acts).toContain('logs-refused');
      expect(JSON.stringify(await caseAt(id))).not.toContain('-1002 secret');
      expect(readdirSync(join(companion.folder, 'jobs')).join()).not.toContain('logs');
    }
  });

  it('are not even looked for where the step at hand wants none', async () => {
    await call('PUT', '/api/settings', { ssoDomain: RECORDED_TENANT, language: null });
    const { id } = await recordedCase(call);
    const code = await askForPairing(call, id);
    let asked = 0;
    const companion = await startCompanion({
      server: serving.server.url,
      ticket: code,
      run: played(new Player('healthy')),
      askForLogs: () => {
        asked++;
        return Promise.resolve(true);
      },
      logFolders: [logFolder({ 'sdk.log': 'onLogin -1002\n' })],
    });
    started.push(companion);
    await untilMeasured(id);
    await companion.stop();
    expect(asked).toBe(0);
    expect(readAuditLog(companion.folder).map(({ what }) => what)).not.toContain('logs-refused');
  });
});
