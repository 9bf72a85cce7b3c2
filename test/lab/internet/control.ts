import { openUdpResponder } from '../../../src/checks/udp-responder.ts';
import type { Server } from '../world.ts';

/** Our gateway's side of the question whether UDP gets through at all. */
export async function serveControl({ v4, v6, udp }: Server): Promise<void> {
  for (const port of udp) for (const host of [v4, v6]) await openUdpResponder({ host, port });
}
