import { flushCompileCache } from 'node:module';
import { DeliveryError, type Channel } from '../../src/assistant/channel.ts';
import { readServerConfig } from '../../src/server-config.ts';
import { startServer } from '../../src/server.ts';

/** The server under test; where a receiver is named, with a channel that delivers to it by HTTP. */
const [knowledgeDir = '', receiver] = process.argv.slice(2);

const channelTo = (url: string): Channel => ({
  name: 'console',
  async deliver({ id, caseId, reply }, signal) {
    const response = await fetch(url, {
      method: 'POST',
      body: JSON.stringify({ id, caseId, reply, life: process.pid }),
      signal,
    });
    if (response.ok) return;
    throw new DeliveryError(`status ${response.status}`, { retryAfter: 5 });
  },
});

const server = await startServer({
  config: readServerConfig(process.env),
  knowledgeDir,
  channels: receiver === undefined ? [] : [channelTo(receiver)],
  measures: null,
  // A claim of a killed process is free again after twice this. What takes longer would come twice without a kill.
  deliveryLimitMs: 2000,
  sweepLeaseMs: 1000,
});
process.stdout.write(`${server.entry}\n`);
// A process that is killed writes nothing at its end.
flushCompileCache();
