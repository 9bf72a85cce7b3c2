import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { within } from './within.ts';

/** How long the database may take to answer. */
const ANSWER_LIMIT_MS = 1000;

/** Every metric, declared once. */
export function createMetrics(open: {
  readonly deliveries: () => Promise<number>;
  /** Rejects while the database cannot do its work. */
  readonly database: () => Promise<void>;
  readonly streams: () => number;
  readonly companions: () => number;
  readonly jobs: () => number;
}): {
  readonly registry: Registry;
  readonly changes: Counter<'channel'>;
  readonly deliveries: Counter<'channel' | 'outcome'>;
  readonly requests: Histogram<'method' | 'status'>;
  readonly jobs: Counter<'status'>;
  readonly refusals: Counter<'code'>;
} {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'login_doctor_outbox_open',
    help: 'Deliveries that have not been made',
    registers,
    async collect() {
      // The other figures count most when the database does not answer.
      const depth = await within(ANSWER_LIMIT_MS, open.deliveries()).catch(() => null);
      if (depth === null) this.remove();
      else this.set(depth);
    },
  });
  new Gauge({
    name: 'login_doctor_database_up',
    help: '1 while the database answers, 0 while it is away or its file was deleted or replaced',
    registers,
    async collect() {
      const answers = within(ANSWER_LIMIT_MS, open.database()).then(() => 1);
      this.set(await answers.catch(() => 0));
    },
  });
  new Gauge({
    name: 'login_doctor_open_streams',
    help: 'Pages that are being told what changes',
    registers,
    collect() {
      this.set(open.streams());
    },
  });
  new Gauge({
    name: 'login_doctor_companions_connected',
    help: 'Companions that are connected and have proved who they are',
    registers,
    collect() {
      this.set(open.companions());
    },
  });
  new Gauge({
    name: 'login_doctor_jobs_under_way',
    help: 'Jobs that devices have been sent and that have not ended',
    registers,
    collect() {
      this.set(open.jobs());
    },
  });
  return {
    registry,
    jobs: new Counter({
      name: 'login_doctor_jobs_total',
      help: 'Jobs of devices that have ended, by how',
      labelNames: ['status'],
      registers,
    }),
    refusals: new Counter({
      name: 'login_doctor_companion_refusals_total',
      help: 'What companions sent and was refused, by the code they were told',
      labelNames: ['code'],
      registers,
    }),
    changes: new Counter({
      name: 'login_doctor_case_changes_total',
      help: 'Steps of cases that were saved',
      labelNames: ['channel'],
      registers,
    }),
    deliveries: new Counter({
      name: 'login_doctor_deliveries_total',
      help: 'Tries to deliver a reply, by what came of them',
      labelNames: ['channel', 'outcome'],
      registers,
    }),
    requests: new Histogram({
      name: 'login_doctor_http_request_seconds',
      help: 'Time until an answer of the API was written',
      labelNames: ['method', 'status'],
      buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
      registers,
    }),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
