#!/usr/bin/env node
/**
 * Starts the program. Plain JavaScript, so that with the compile cache on nothing has to be stripped of its types: that
 * alone takes as long as Node's own start.
 */
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

enableCompileCache(join(import.meta.dirname, 'node_modules/.cache/compile'));
await import('./src/main.ts');
