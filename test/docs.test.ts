import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { drawPicture } from '../scripts/picture.ts';
import { protocolDocument } from '../scripts/protocol.ts';
import { VARIABLES } from '../src/config.ts';
import { SERVER_VARIABLES } from '../src/server-config.ts';
import { run } from './program.ts';

const ROOT = join(import.meta.dirname, '..');
const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8');

it('the protocol of the companion is written up as both sides read it', () => {
  expect(read('docs/companion-protocol.md'), 'run: npm run protocol').toBe(protocolDocument());
});

it('the picture in the README shows what the program says', async () => {
  expect(read('docs/diagnosis.svg'), 'run: npm run picture').toBe(await drawPicture());
});

it('every command of the README is one that the program knows', async () => {
  const { out } = await run(['--help']);
  const commands = Array.from(
    read('README.md').matchAll(/npm start -- (\w+)/g),
    ([, name]) => name,
  );
  expect(commands.length).toBeGreaterThan(3);
  for (const command of new Set(commands)) expect(out).toContain(`  ${command ?? ''} `);
});

it('continuous integration runs the test command of the README', () => {
  expect(read('README.md')).toContain('\n    npm test\n');
  expect(read('.ci/run').trimEnd().split('\n').at(-1)).toBe('npm test');
});

it('.env.example names every setting, and no other', () => {
  const named = Array.from(read('.env.example').matchAll(/^# ([A-Z_]+)=/gm), ([, name]) => name);
  expect(named.sort()).toEqual([...SERVER_VARIABLES, ...VARIABLES].sort());
});

it('every file that a document names is there', () => {
  const documents = [
    'README.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`),
  ].filter((name) => name.endsWith('.md'));
  const named = documents.flatMap((name) => {
    const links = Array.from(read(name).matchAll(/\]\(([\w./-]+)\)/g), ([, link = '']) =>
      join(dirname(name), link),
    );
    const paths = read(name).matchAll(/`((?:src|test|docs|knowledge-base)\/[\w./-]+)`/g);
    return [...links, ...Array.from(paths, ([, path = '']) => path)];
  });
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});
