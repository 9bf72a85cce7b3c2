import { expect, it } from 'vitest';
import * as contract from '../../src/bot/console/contract.ts';
import { startTestServer } from '../bot/console/client.ts';
import { startCompanion } from './companion.ts';
import { askForPairing, recordedCase, RECORDED_TENANT, type Call } from './pairing.ts';

it('a companion that is ended in the middle tells so before it goes', async () => {
  const server = await startTestServer();
  const call: Call = (method, path, body) => server.call(method, path, body);
  await server.call('PUT', '/api/settings', { ssoDomain: RECORDED_TENANT, language: null });
  const { id } = await recordedCase(call);
  const begun = Promise.withResolvers<undefined>();
  const companion = await startCompanion({
    server: server.url,
    ticket: await askForPairing(call, id),
    run: async ({ context, control, endpoints }) => {
      begun.resolve(undefined);
      await new Promise((resolve) => {
        context.signal.addEventListener('abort', resolve);
      });
      return { results: [], lagMs: 0, control, endpoints };
    },
  });
  await begun.promise;
  await companion.stop();
  const sweep = async (): Promise<contract.CaseView['sweep']> =>
    contract.CaseView.parse((await server.call('GET', `/api/cases/${id}`)).body).sweep;
  await expect
    .poll(sweep, { interval: 20, timeout: 5000 })
    .toMatchObject({ status: 'aborted', reason: 'stopped', hasEnded: true });
  await companion.remove();
  await server.stop();
});
