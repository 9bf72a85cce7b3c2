import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import * as contract from '../../../src/bot/console/contract.ts';
import { REPORT_KEYS } from '../../program.ts';
import { DATABASES } from '../../store/places.ts';
import { errorOf, openCase, request, serveOn, type Answer } from './client.ts';

describe.each(DATABASES)('the API on %s', (database) => {
  const serving = serveOn(database);

  describe('POST /api/diagnose', () => {
    it('answers the contract, without sign-in', async () => {
      const answer = await request(`${serving.server.url}/api/diagnose`, 'POST', '', {
        text: 'onLogin(-1002, "Token is expired")',
      });
      expect(answer.status).toBe(200);
      expect(Object.keys(answer.body as object)).toEqual(REPORT_KEYS);
      expect(answer.body).toMatchObject({ status: 'diagnosed', cause: 'id-token-expired' });
      expect(contract.Report.parse(answer.body)).toEqual(answer.body);
    });
  });

  describe('a case', () => {
    it('is opened once, grows by events, and is found again', async () => {
      const id = randomUUID();
      const opening = { id, language: 'zh', text: '登录失败 -1021 工单号A17' };
      const [first, second] = [
        await serving.server.call('POST', '/api/cases', opening),
        await serving.server.call('POST', '/api/cases', opening),
      ];
      expect([first.status, second.status]).toEqual([201, 201]);
      const view = contract.CaseView.parse(first.body);
      expect(contract.CaseView.parse(second.body)).toMatchObject({ id: view.id, version: 1 });

      const press = { id: randomUUID(), kind: 'pressed', action: 'solved', version: view.version };
      const pressed = await serving.server.call('POST', `/api/cases/${view.id}/events`, press);
      expect(pressed.body).toMatchObject({ version: 2, status: 'resolved' });
      const again = await serving.server.call('POST', `/api/cases/${view.id}/events`, press);
      expect(again.body).toEqual(pressed.body);

      const found = await serving.server.call(
        'GET',
        `/api/cases?q=${encodeURIComponent('a17 登录')}`,
      );
      expect(contract.CaseList.parse(found.body).cases.map((each) => each.id)).toEqual([view.id]);
      const byCode = await serving.server.call('GET', '/api/cases?code=-1021&status=resolved');
      expect(contract.CaseList.parse(byCode.body).cases).toHaveLength(1);
      const file = await serving.server.call('GET', `/api/cases/${view.id}/export`);
      expect(file.headers.get('content-disposition')).toBe(
        `attachment; filename=case-${view.id}.json`,
      );
      expect(file.body).toEqual((await serving.server.call('GET', `/api/cases/${view.id}`)).body);
    });

    it('is found by its id, also without a text, and by the last of its words', async () => {
      const found = async (word: string): Promise<string[]> => {
        const { body } = await serving.server.call('GET', `/api/cases?q=${word}`);
        return contract.CaseList.parse(body).cases.map(({ id }) => id);
      };
      const { id } = await openCase(serving.server);
      expect(await found(id)).toEqual([id]);
      for (const word of ['first', 'second', 'third', 'lastofall']) {
        const text = `${`onLogin ${word} `.repeat(900)} ${word}`;
        const event = { id: randomUUID(), kind: 'said', text };
        await serving.server.call('POST', `/api/cases/${id}/events`, event);
      }
      expect(await found('lastofall')).toEqual([id]);
    });

    it('shows the last entries of a long timeline, and exports them all', async () => {
      const { id } = await openCase(serving.server);
      for (let at = 0; at < 160; at++)
        await serving.server.call('POST', `/api/cases/${id}/events`, {
          id: randomUUID(),
          kind: 'said',
          text: 'help',
        });
      const read = async (path: string): Promise<number[]> => {
        const { body } = await serving.server.call('GET', path);
        return contract.CaseView.parse(body).timeline.map(({ n }) => n);
      };
      const numbers = Array.from({ length: 321 }, (_, at) => at + 1);
      expect(await read(`/api/cases/${id}`)).toEqual(numbers.slice(-300));
      expect(await read(`/api/cases/${id}/export`)).toEqual(numbers);
    });

    it('keeps text of any kind', async () => {
      const text = '-1012 \u0000 \ud800 \u202e 😀 {"a":"\\u0000"}';
      const view = await openCase(serving.server, text);
      expect(view.code).toBe(-1012);
      const found = await serving.server.call(
        'GET',
        `/api/cases?q=${encodeURIComponent('\u0000 -1012')}`,
      );
      expect(found.status).toBe(200);
    });

    it('is listed page by page', async () => {
      const marker = `m${randomUUID().slice(0, 8)}`;
      for (let at = 0; at < 5; at++) await openCase(serving.server, `-1012 ${marker}`);
      const ids: string[] = [];
      let next: string | null = '';
      while (next !== null) {
        const page = await serving.server.call(
          'GET',
          `/api/cases?q=${marker}&limit=2${next && `&before=${next}`}`,
        );
        const list = contract.CaseList.parse(page.body);
        expect(list.cases.length).toBeLessThanOrEqual(2);
        ids.push(...list.cases.map(({ id }) => id));
        next = list.next;
      }
      expect(new Set(ids).size).toBe(5);
      expect(ids).toHaveLength(5);
    });
  });

  describe('a log', () => {
    const upload = async (
      parameters: Record<string, string>,
      body: string | Uint8Array<ArrayBuffer>,
    ): Promise<Answer> => {
      const query = new URLSearchParams({ id: randomUUID(), ...parameters }).toString();
      const response = await fetch(`${serving.server.url}/api/logs?${query}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${serving.server.token}` },
        body,
      });
      const { status, headers } = response;
      return { status, headers, body: await response.json() };
    };

    it('is read as it streams, and opens a case with the lines that matter, redacted', async () => {
      const line =
        'onLogin code=-1018 password=hunter22x https://acme.sso.meeting.qq.com/a 1.2.3.4\n';
      const log = `${'2025-06-17 noise\n'.repeat(100_000)}${line}`;
      const answer = await upload({ language: 'zh' }, log);
      expect(answer.status).toBe(200);
      const taken = contract.LogTaken.parse(answer.body);
      expect(taken).toMatchObject({ whole: false, bytes: log.length, encoding: 'utf-8' });
      expect(taken.case).toMatchObject({ code: -1018, version: 1 });
      const [text = ''] = taken.case.texts;
      expect(text).not.toContain('hunter22x');
      expect(text.length).toBeLessThan(20_000);
      // The number of a line in the excerpt would not be its number in the log.
      expect(JSON.stringify(taken.case.question)).not.toMatch(/line \d|第 \d/);
    });

    it('is diagnosed as if it had been pasted, by what its tokens say too', async () => {
      const log = readFileSync(join(import.meta.dirname, '../../../docs/login.log'), 'utf8');
      const pasted = await openCase(serving.server, log);
      const opened = await openCase(serving.server);
      const parameters = { id: randomUUID(), case: opened.id, version: '0' };
      const first = contract.LogTaken.parse((await upload(parameters, log)).body);
      expect(first.case.cause).toBe(pasted.cause);
      expect(first.case.question.sections).toEqual(pasted.question.sections);
      const again = contract.LogTaken.parse((await upload(parameters, log)).body);
      expect(again.case.version).toBe(1);
    });

    it.each([
      ['no text', Buffer.from([0x50, 0x4b, 3, 4, ...Array<number>(200).fill(0)]), 'binary-input'],
      ['nothing', ' \n', 'empty-log'],
    ])('that holds %s is refused', async (_, body, code) => {
      const answer = await upload({}, body);
      expect([answer.status, errorOf(answer).code]).toEqual([400, code]);
    });
  });

  it('describes itself in OpenAPI 3.1, every route of it', async () => {
    const { body } = await serving.server.call('GET', '/openapi.json');
    const document = body as { paths: Record<string, object> };
    const { valid, errors } = await new Validator().validate(structuredClone(document));
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
    expect(Object.keys(document.paths)).toContain('/api/cases/{id}/events');
    const { post } = document.paths['/api/diagnose'] as { post: object };
    expect(JSON.stringify(post)).toContain(
      JSON.stringify(z.toJSONSchema(contract.Report).properties?.status),
    );
  });

  it('tells operators how it is', async () => {
    expect((await serving.server.call('GET', '/healthz')).body).toEqual({ status: 'ok' });
    expect((await serving.server.call('GET', '/readyz')).body).toEqual({ status: 'ready' });
    const { body } = await serving.server.call('GET', '/metrics');
    expect(body).toMatch(/login_doctor_case_changes_total\{channel="console"\} [1-9]/);
    expect(body).toMatch(/login_doctor_open_streams \d/);
  });
});
