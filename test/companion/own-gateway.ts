import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Gateway, type GatewayPatience } from '../../src/companion/gateway/gateway.ts';
import { readKeys, type Keys } from '../../src/companion/signing.ts';
import type { Store } from '../../src/store/store.ts';
import { packs } from './real-agent.ts';

/** One process of a server, as far as companions see it. */
export interface OwnGateway {
  readonly gateway: Gateway;
  readonly url: string;
  readonly refused: string[];
  /** Jobs that ended here, by how. */
  readonly ended: string[];
  readonly errors: unknown[];
  stop(): Promise<void>;
}

export async function startOwnGateway(
  store: Store,
  keys: Keys,
  {
    patience,
    now = Date.now,
  }: { readonly patience?: GatewayPatience; readonly now?: () => number } = {},
): Promise<OwnGateway> {
  const refused: string[] = [];
  const ended: string[] = [];
  const errors: unknown[] = [];
  const gateway = new Gateway({
    store,
    keys: readKeys(keys.secret),
    packs,
    onLogs: () => Promise.resolve(),
    version: '1.0.0',
    trustedProxies: 'loopback',
    ...(patience ? { patience } : {}),
    now,
    onPaired: () => undefined,
    onRefusal: (code) => void refused.push(code),
    onEvent: () => undefined,
    onEnd: ({ id }, status) => void ended.push(`${id} ${status}`),
    onError: (error) => void errors.push(error),
  });
  const http = createServer();
  gateway.start(http);
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    gateway,
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    refused,
    ended,
    errors,
    stop: async () => {
      await gateway.stop();
      http.close();
    },
  };
}

/** A token by which many machines come in. */
export async function fleetToken(store: Store): Promise<string> {
  const now = Date.now();
  const made = { name: 'fleet', createdAt: now, createdBy: 'ada', expiresAt: now + 3_600_000 };
  return (await store.enrolmentTokens.create({ ...made, mostUses: 1_000_000 })).secret;
}
