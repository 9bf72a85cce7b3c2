import { join } from 'node:path';
import { measuresHere } from './checks/here.ts';
import type { Config } from './config.ts';
import { readServerConfig, type ServerConfig } from './server-config.ts';
import { startServer } from './server.ts';
import type { Terminal } from './bot/terminal/terminal.ts';

function measuredBy(here: boolean, companions: boolean): string {
  if (!companions)
    return here ? 'run from this machine' : 'by hand: companions are off (COMPANIONS)';
  return here
    ? 'run from this machine, or by companions'
    : 'run by companions on the users’ machines';
}

/** What is set up and what is not, in a few lines. */
function overview(entry: string, config: ServerConfig): string {
  const { databaseUrl, dataDir, oidc, retentionDays, udpResponder, companions } = config;
  const rows = [
    ['Login Doctor', entry],
    [
      'cases',
      databaseUrl === undefined
        ? join(dataDir, 'login-doctor.sqlite')
        : 'in PostgreSQL (DATABASE_URL)',
    ],
    [
      'kept',
      retentionDays === null ? 'for ever (RETENTION_DAYS is not set)' : `${retentionDays} days`,
    ],
    ['sign-in', oidc ? oidc.issuer : 'none: this machine only, by the address above'],
    ['checks', measuredBy(oidc === null, companions)],
    [
      'UDP',
      udpResponder === null
        ? 'not answered (UDP_RESPONDER is not set)'
        : `answered on ${udpResponder}`,
    ],
    ['tickets', 'no ticket system is connected'],
    ['stop', 'Ctrl+C'],
  ];
  return `${rows.map(([name = '', value = '']) => `${name.padEnd(14)}${value}`).join('\n')}\n`;
}

/** Until the person or the system asks for the end; when either asks again, the process ends at once. */
function toldToStop(): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
      resolve();
    };
    process.on('SIGINT', stop).on('SIGTERM', stop);
  });
}

/** Serves until it is told to stop. */
export async function runServe(config: Config, terminal: Terminal): Promise<number> {
  const serverConfig = readServerConfig(process.env);
  const stopping = toldToStop();
  const server = await startServer({
    config: serverConfig,
    knowledgeDir: config.knowledgeDir,
    // Where people sign in from elsewhere, this machine is not the one whose login fails.
    measures: serverConfig.oidc ? null : measuresHere(config.udpControl),
    control: config.udpControl,
  });
  await terminal.write(overview(server.entry, serverConfig));
  await stopping;
  await terminal.write('stopping…\n');
  await server.stop();
  return 0;
}
