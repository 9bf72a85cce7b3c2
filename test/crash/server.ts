import { DeliveryError, type Channel } from '../../src/assistant/channel.ts';
import { readServerConfig } from '../../src/server-config.ts';
import { startServer } from '../../src/server.ts';

/** The server under test, with a channel that delivers to the test by HTTP. */
const [knowledgeDir = '', receiver = ''] = process.argv.slice(2);

const channel: Channel = {
  name: 'console',
  async deliver({ id, caseId, reply }, signal) {
    const response = await fetch(receiver, {
      method: 'POST',
      body: JSON.stringify({ id, caseId, reply, life: process.pid }),
      signal,
    });
    if (response.ok) return;
    throw new DeliveryError(`status ${response.status}`, { retryAfter: 5 });
  },
};

const server = await startServer({
  config: readServerConfig(process.env),
  knowledgeDir,
  channels: [channel],
  measures: null,
  // A claim of a killed process is free again after twice this.
  deliveryLimitMs: 500,
});
process.stdout.write(`${server.entry}\n`);
