import { expect, it } from 'vitest';
import { Http } from '../src/http.ts';

it('leaves a large log the time that a slow line takes, but not its headers', () => {
  const { server } = new Http({ host: '127.0.0.1', port: 0, publicUrl: null });
  expect(server.requestTimeout).toBe(30 * 60_000);
  expect(server.headersTimeout).toBe(20_000);
});
