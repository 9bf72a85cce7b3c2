import { cpus, totalmem } from 'node:os';
import {
  memoryMeasurements,
  mostJobMeasurements,
  reconnectMeasurements,
  steadyJobMeasurements,
} from './companions/measure.ts';
import { diagnosisMeasurements } from './diagnosis.ts';
import { logMeasurements } from './log.ts';
import type { Measurement } from './measurement.ts';
import { recallMeasurements, searchMeasurements } from './search.ts';
import { apiMeasurements, caseMeasurements, serveMeasurements } from './server.ts';
import { startMeasurements } from './start.ts';
import { silentMeasurements, sweepMeasurements } from './sweep.ts';

/** Every benchmark by its name; each measures us and the peer in the same run. */
const BENCHMARKS: Readonly<Record<string, () => Measurement[] | Promise<Measurement[]>>> = {
  'diagnose-4k': diagnosisMeasurements,
  'search-1k': () => searchMeasurements(1_000),
  'search-10k': () => searchMeasurements(10_000),
  'search-100k': () => searchMeasurements(100_000),
  'search-recall': recallMeasurements,
  'log-200mb': logMeasurements,
  'start-diagnose': startMeasurements,
  'start-serve': serveMeasurements,
  'api-diagnose': apiMeasurements,
  'case-step': caseMeasurements,
  'sweep-30': sweepMeasurements,
  'sweep-silent': silentMeasurements,
  'companions-10k-memory': memoryMeasurements,
  'jobs-500': steadyJobMeasurements,
  'jobs-max': mostJobMeasurements,
  'reconnect-10k': reconnectMeasurements,
};

function asRow({ name, value, unit, peer, peerValue, ratio }: Measurement): string {
  const figure = (number: number): string => number.toPrecision(3);
  return `${name.padEnd(18)} ${figure(value).padStart(9)} ${unit.padEnd(10)} ${peer.padEnd(28)} ${figure(peerValue).padStart(9)}  ${figure(ratio)}x`;
}

const asJson = process.argv.includes('--json');
const names = process.argv.slice(2).filter((argument) => argument !== '--json');
const unknown = names.filter((name) => !Object.hasOwn(BENCHMARKS, name));
if (unknown.length > 0) {
  process.stderr.write(
    `no benchmark ${unknown.join(', ')}; known: ${Object.keys(BENCHMARKS).join(', ')}\n`,
  );
  process.exit(2);
}
if (!asJson) {
  const [cpu] = cpus();
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  process.stdout.write(
    `${cpus().length} x ${cpu?.model ?? 'unknown processor'}, ${memory} GiB, Node ${process.version}\n`,
  );
}
for (const [name, measure] of Object.entries(BENCHMARKS)) {
  if (names.length > 0 && !names.includes(name)) continue;
  for (const measurement of await measure())
    process.stdout.write(`${asJson ? JSON.stringify(measurement) : asRow(measurement)}\n`);
}
