import type { AddressInfo } from 'node:net';
import express from 'express';
import { openPacks } from '../../src/knowledge/packs.ts';
import { chooseDiagnosis } from '../../src/diagnosis/choose.ts';
import { reportOf } from '../../src/diagnosis/report.ts';

/** The peer: reads the same JSON body and answers the same JSON, made once. */
const packs = await openPacks('knowledge-base');
const { diagnosis } = chooseDiagnosis('onLogin(-1002, "Token is expired")', packs, { now: 0 });
const answer = reportOf(diagnosis, 0);
const app = express();
app.post('/api/diagnose', express.json(), (_, response) => {
  response.json(answer);
});
const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
