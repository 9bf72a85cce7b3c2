import { join } from 'node:path';
import { build } from 'vite';

/** Builds the page once for the whole run, so that what is tested is what stands in the sources. */
export default async function buildPage(): Promise<void> {
  await build({ root: join(import.meta.dirname, '../../console'), logLevel: 'warn' });
}
