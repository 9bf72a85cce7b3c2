import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lessThan, median, moreThan, type Measurement } from './measurement.ts';

const PROJECT = join(import.meta.dirname, '../..');
const MEGABYTES = 200;
const ROUNDS = 3;
/** What the process may take (the product's own limit). */
const LIMIT_MB = 150;
const FAILURE =
  '[2025-06-17 10:22:33] - [tid:12345] - {"code":"-1018","func":"OnLogin","msg":"timed out","service":"CommonService"}\n';

/** Two hundred megabytes of a log with nothing to find, apart from one failure near its end. */
function writeLog(file: string): void {
  const lines = Array.from({ length: 8000 }, (_, at) => {
    const second = String(at % 60).padStart(2, '0');
    return `[2025-06-17 10:2${at % 10}:${second}.${String(at % 1000).padStart(3, '0')}] [tid:${20000 + at}] ${at % 7 === 0 ? '网络请求完成' : 'INFO media'}: {"seq":${at * 31},"url":"https://cdn.example.com/res/${at}.js","cost":${at % 400},"result":"ok"}\n`;
  });
  const block = Buffer.from(lines.join(''));
  const handle = openSync(file, 'w');
  try {
    let written = 0;
    while (written < MEGABYTES * 1e6) written += writeSync(handle, block);
    writeSync(handle, FAILURE);
    writeSync(handle, block);
  } finally {
    closeSync(handle);
  }
}

function secondsOf(command: string, args: readonly string[], environment = {}): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(command, args, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== 0) throw new Error(`${command} failed: ${stderr.toString().slice(0, 200)}`);
  return (performance.now() - start) / 1000;
}

/** The most memory that the process held, as Linux counts it (VmHWM); resourceUsage would count that of the parent. */
function peakMegabytes(file: string): number {
  const script = [
    'import { readFileSync } from "node:fs";',
    'process.argv = [process.argv[0], "main", "diagnose", "--json", "--file", process.env.LOG_FILE];',
    'process.stdout.write = () => true;',
    'const peak = () => /VmHWM:\\s+(\\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1];',
    'process.on("exit", () => process.stderr.write(peak()));',
    `await import(${JSON.stringify(join(PROJECT, 'login-doctor.js'))});`,
  ].join('\n');
  const { stderr, status } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', script],
    {
      env: { ...process.env, LOG_FILE: file },
    },
  );
  const kilobytes = Number(stderr.toString());
  if (status !== 0 || !(kilobytes > 0))
    throw new Error(
      `the diagnosis of ${file} ended with ${status ?? 'a signal'}: ${stderr.toString()}`,
    );
  return kilobytes / 1024;
}

/** A log of 200 MB through the whole command, against grep counting the lines with one of the same codes. */
export function logMeasurements(): Measurement[] {
  const folder = mkdtempSync(join(tmpdir(), 'login-doctor-log-'));
  const file = join(folder, 'sdk.log');
  try {
    writeLog(file);
    const pattern =
      '-(10[0-9]{2}|200[1-6]|30(0[1-9]|1[0-2])|400[1-9]|50(0|1)[0-9]|7001)|kTMSDK|OnLogin|Token is expired';
    const rounds = Array.from({ length: ROUNDS }, () => ({
      ours: secondsOf(process.execPath, [
        join(PROJECT, 'login-doctor.js'),
        'diagnose',
        '--json',
        '--file',
        file,
      ]),
      // The faster of the two locales: grep must not lose by a setting.
      grep: Math.min(
        secondsOf('grep', ['-cE', '-e', pattern, file]),
        secondsOf('grep', ['-cE', '-e', pattern, file], { LC_ALL: 'C' }),
      ),
    }));
    const ours = MEGABYTES / median(rounds.map((round) => round.ours));
    const grep = MEGABYTES / median(rounds.map((round) => round.grep));
    return [
      moreThan('log-200mb', 'MB/s', ours, grep, 'grep -cE'),
      lessThan('log-200mb-memory', 'MB', peakMegabytes(file), LIMIT_MB, 'the limit'),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
