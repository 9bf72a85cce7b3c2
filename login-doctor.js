#!/usr/bin/env node
/**
 * Starts the program. Plain JavaScript, so that with the compile cache on nothing has to be stripped of its types: that
 * alone takes as long as Node's own start.
 */
import * as modules from 'node:module';
import { join } from 'node:path';
import process from 'node:process';

const OLDEST_NODE = 24;

if (Number.parseInt(process.versions.node) < OLDEST_NODE) {
  process.stderr.write(
    `login-doctor: this is Node ${process.versions.node}, and ${OLDEST_NODE} or newer is needed; "npm start" uses the one that npm ci brought\n`,
  );
  process.exit(2);
}
modules.enableCompileCache(join(import.meta.dirname, 'node_modules/.cache/compile'));
await import('./src/main.ts');
