import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { CaseView } from '../../src/bot/console/contract.ts';
import type { Reply } from '../../src/conversation/reply.ts';
import { render } from '../../src/bot/terminal/render.ts';
import { devicesAs, type Driver, type OpenDriver, type Shown } from './driver.ts';
import { pairedAndMeasured, serverFor, type Servers } from './servers.ts';

/** The API as a channel: sends events, reads what the timeline grew by. */
export function apiDriver(servers: Servers): OpenDriver {
  return async ({ language, measures, device }): Promise<Driver> => {
    const server = serverFor(servers, { measures, device });
    const isMeasured = measures !== undefined || device !== undefined;
    const opened = await server.call('POST', '/api/cases', { id: randomUUID(), language });
    expect(opened.status).toBe(201);
    let view = opened.body as CaseView;

    const send = async (event: object): Promise<Shown> => {
      const seen = view.timeline.length;
      const { version } = view;
      const sent = { id: randomUUID(), version, ...event };
      const answer = await server.call('POST', `/api/cases/${view.id}/events`, sent);
      expect(answer.status, JSON.stringify(answer.body)).toBe(200);
      const taken = answer.body as CaseView;
      view = isMeasured ? await pairedAndMeasured(servers, server, taken, device) : taken;
      const added = view.timeline.slice(seen).map(({ body }) => body);
      const style = { width: 200, colours: false, numbered: true };
      return {
        text: added
          .flatMap((body) => (body.kind === 'replied' ? [render(body.reply as Reply, style)] : []))
          .join('\n'),
        offered: devicesAs(view.question.actions.map(({ id }) => id)),
        phase: view.phase,
        language: view.language,
        cause: view.report?.cause ?? null,
        effects: added.flatMap((body) => (body.kind === 'effect' ? [body.effect] : [])),
      };
    };
    return {
      say: (text) => send({ kind: 'said', text }),
      press(action) {
        const offered = view.question.actions.map(({ id }) => id);
        const pressed = offered[devicesAs(offered).indexOf(action)];
        expect(pressed, `${action} among ${offered.join(', ')}`).toBeDefined();
        return send({ kind: 'pressed', action: pressed });
      },
    };
  };
}
