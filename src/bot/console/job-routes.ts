import { packOf } from '../../assistant/turn.ts';
import { openCase } from '../../conversation/case.ts';
import type { Packs } from '../../knowledge/packs.ts';
import type { Store } from '../../store/store.ts';
import { viewOfAct } from './audit-view.ts';
import { summaryOf } from './case-view.ts';
import * as contract from './device-contract.ts';
import { isoTimeOrNull } from './iso-time.ts';
import { Problem } from './problem.ts';
import { route, type Route } from './route.ts';
import { viewOfSweep } from './sweep-view.ts';

/** A job has a handful of entries: asked, consented, ended. */
const MOST_ACTS = 50;

/** The jobs: sweeps that were asked of a device. */
export function jobRoutes({
  store,
  packs,
}: {
  readonly store: Store;
  readonly packs: Packs;
}): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/jobs/:id',
      summary: 'A job: who asked what of which device, and what came of it',
      role: 'viewer',
      answer: contract.JobView,
      status: 200,
      run: async ({ params: { id = '' } }): Promise<contract.JobView> => {
        const job = await store.jobs.find(id);
        const stored = job && (await store.cases.load(job.caseId));
        if (!job || !stored)
          throw new Problem(404, 'unknown-job', 'there is no such job', 'look it up in its case');
        const [device, audit] = await Promise.all([
          job.device === null ? null : store.devices.find(job.device),
          store.audit.list({ jobId: id, limit: MOST_ACTS }),
        ]);
        const current = openCase(stored.state, packOf(stored.pack, packs), Date.now());
        return {
          ...viewOfSweep(job, device, current),
          case: summaryOf(stored),
          begunAt: isoTimeOrNull(job.begunAt),
          endedAt: isoTimeOrNull(job.endedAt),
          audit: audit.map(viewOfAct),
          live: stored.entries,
        };
      },
    }),
  ];
}
