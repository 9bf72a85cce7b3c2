import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { DATABASES } from '../../store/places.ts';
import { errorOf, openCase, serveOn } from './client.ts';

describe.each(DATABASES)('what is wrong with a request is said in one shape, on %s', (database) => {
  const serving = serveOn(database);

  it.each([
    ['POST', '/api/diagnose', {}, 400, /text/],
    ['POST', '/api/diagnose', { text: 5 }, 400, /text: .*number/],
    ['POST', '/api/diagnose', { text: '' }, 400, /text/],
    ['POST', '/api/diagnose', { text: 'x', colour: 'red' }, 400, /colour/],
    ['POST', '/api/diagnose', { text: 'x', language: 'fr' }, 400, /language/],
    ['POST', '/api/diagnose', [], 400, /expected object/],
    ['POST', '/api/diagnose', undefined, 400, /body/],
    ['POST', '/api/cases', { id: '../../etc' }, 400, /8 to 64/],
    ['GET', '/api/cases/00000000-0000-4000-8000-000000000000', undefined, 404, /no such case/],
    ['GET', '/api/cases/%00', undefined, 404, /no such case/],
    ['GET', '/api/cases?limit=0', undefined, 400, /limit/],
    ['GET', '/api/cases?limit=x', undefined, 400, /limit/],
    ['GET', '/api/cases?before=x', undefined, 400, /before/],
    ['GET', '/api/cases?code=99999999999', undefined, 400, /code: .*2147483647/],
    ['GET', '/api/cases?code=2147483648', undefined, 400, /code: .*2147483647/],
    ['GET', '/api/cases?code=-2147483648', undefined, 400, /code: .*-2147483647/],
    ['GET', '/api/cases?cause=%00', undefined, 400, /cause: .*lower-case words/],
    ['GET', '/api/live?after=1e300', undefined, 400, /after/],
    ['POST', '/api/cases', { id: '13800138000' }, 400, /id: looks like a secret/],
    ['POST', '/api/cases', { id: 'AKIAIOSFODNN7EXAMPLE' }, 400, /id: looks like a secret/],
    ['GET', '/api/cases?q=a&q=b', undefined, 400, /q/],
    ['GET', '/api/cases/%E0%A4%A', undefined, 400, /./],
    ['DELETE', '/api/cases', undefined, 404, /nothing at DELETE/],
    ['GET', '/api/nothing', undefined, 404, /nothing at/],
    ['GET', '/../../etc/passwd', undefined, 404, /nothing at/],
    ['PUT', '/api/settings', { ssoDomain: 'a b', language: null }, 400, /ssoDomain/],
  ])('%s %s %j', async (method, path, body, status, message) => {
    const answer = await serving.server.call(method, path, body);
    expect(answer.status).toBe(status);
    const error = errorOf(answer);
    expect(error.message).toMatch(message);
    expect(error.remedy).not.toBe('');
  });

  const post = (body: string | Uint8Array<ArrayBuffer>, headers = {}): Promise<Response> =>
    fetch(`${serving.server.url}/api/diagnose`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });

  it.each([
    ['no JSON', '{"text":', {}, 400, 'bad-json'],
    ['broken UTF-8', Buffer.from('{"text":"\xff"}', 'latin1'), {}, 400, 'bad-utf8'],
    [
      'another charset',
      '{}',
      { 'content-type': 'application/json; charset=iso-8859-1' },
      415,
      'bad-charset',
    ],
    ['a form', 'text=x', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'not-json'],
    ['an unknown encoding', '{}', { 'content-encoding': 'zip' }, 415, 'bad-encoding'],
    ['too much', JSON.stringify({ text: 'x'.repeat(5_000_000) }), {}, 413, 'too-large'],
    ['a long text', JSON.stringify({ text: 'x'.repeat(1_000_001) }), {}, 400, 'bad-request'],
  ])('%s', async (_, body, headers, status, code) => {
    const response = await post(body, headers);
    expect(response.status).toBe(status);
    expect(errorOf({ body: await response.json() }).code).toBe(code);
  });

  it('takes an empty parameter for none', async () => {
    const view = await openCase(serving.server, '-1012');
    const answer = await serving.server.call('GET', '/api/cases?code=&cause=&status=&limit=&q=');
    expect(answer.status).toBe(200);
    expect(JSON.stringify(answer.body)).toContain(view.id);
  });

  it('takes the id of a UUID whose digits look like a phone number', async () => {
    const id = '1d789c69-7410-4145-a7a6-f17268466363';
    expect((await serving.server.call('POST', '/api/cases', { id })).status).toBe(201);
  });

  it('the number of an event that cannot be', async () => {
    const view = await openCase(serving.server);
    const path = `${serving.server.url}/api/cases/${view.id}/live`;
    const headers = { authorization: `Bearer ${serving.server.token}` };
    const beyond = await fetch(`${path}?after=2147483648`, { headers });
    expect(beyond.status).toBe(400);
    expect(errorOf({ body: await beyond.json() }).message).toMatch(/after: .*2147483647/);
    const leaving = new AbortController();
    const resumed = await fetch(path, {
      headers: { ...headers, 'last-event-id': '2147483648' },
      signal: leaving.signal,
    });
    const bytes = (resumed.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream());
    const event = { id: randomUUID(), kind: 'said', text: '-1012' };
    await serving.server.call('POST', `/api/cases/${view.id}/events`, event);
    let told = '';
    for await (const chunk of bytes) {
      told += chunk;
      if (told.includes('id: 2\n')) break;
    }
    expect(told).toContain('id: 2\n');
    leaving.abort();
  });

  it.each([
    ['garbage', 'GET / HTCPCP/1.0\r\n\r\n', 400, 'bad-http'],
    [
      'endless headers',
      `GET / HTTP/1.1\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'headers-too-large',
    ],
  ])('%s', async (_, bytes, status, code) => {
    const { hostname, port } = new URL(serving.server.url);
    const socket = connect(Number(port), hostname);
    socket.end(bytes);
    const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(errorOf({ body: JSON.parse(body) as unknown }).code).toBe(code);
  });

  it('an upload that the far side breaks off, which is no error of ours', async () => {
    const before = serving.server.log.length;
    const { hostname, port } = new URL(serving.server.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      `POST /api/logs?id=a-log-of-the-test HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${serving.server.token}\r\nContent-Length: 1000000\r\n\r\nonLogin`,
    );
    await sleep(200);
    socket.destroy();
    await sleep(300);
    expect(serving.server.log.slice(before)).toEqual([]);
  });

  it('a page that is out of date', async () => {
    const view = await openCase(serving.server, '-1012');
    const press = { id: randomUUID(), kind: 'pressed', action: 'solved', version: 0 };
    const answer = await serving.server.call('POST', `/api/cases/${view.id}/events`, press);
    expect([answer.status, errorOf(answer).code]).toEqual([409, 'stale-version']);
  });

  it('of a thousand clients at once none is told anything else', async () => {
    const statuses = await Promise.all(
      Array.from({ length: 1000 }, async (_, at) => {
        const wrong = at % 2 === 0;
        const answer = await serving.server.call('POST', '/api/diagnose', {
          text: wrong ? at : `-${at}`,
        });
        if (wrong) errorOf(answer);
        return answer.status;
      }),
    );
    expect(new Set(statuses)).toEqual(new Set([200, 400]));
  });
});
