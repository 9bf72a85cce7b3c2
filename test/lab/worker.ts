import { flushCompileCache } from 'node:module';
import { COMPILED } from '../compiled.ts';
import { endProgram, type Machine } from './machine.ts';

/** A Node program that runs in a machine of the laboratory and does what it is asked, one thing at a time. */
export interface Worker<Request, Answer> {
  ask(request: Request): Promise<Answer>;
  stop(): Promise<void>;
}

interface Asked {
  readonly number: number;
  readonly request: unknown;
}
interface Answered {
  readonly number: number;
  readonly answer?: unknown;
  readonly error?: string;
}

/** Starts the program `file` in `machine`. */
export function startWorker<Request, Answer>(
  machine: Machine,
  file: string,
): Worker<Request, Answer> {
  const child = machine.spawn([process.execPath, file], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: COMPILED },
  });
  const waiting = new Map<number, PromiseWithResolvers<Answer>>();
  let next = 0;
  child.on('message', ({ number, answer, error }: Answered) => {
    const asked = waiting.get(number);
    waiting.delete(number);
    if (error === undefined) asked?.resolve(answer as Answer);
    else asked?.reject(new Error(`${file}: ${error}`));
  });
  child.once('close', () => {
    for (const { reject } of waiting.values()) reject(new Error(`${file} has ended`));
    waiting.clear();
  });
  return {
    ask(request) {
      const asked = Promise.withResolvers<Answer>();
      const number = next++;
      waiting.set(number, asked);
      child.send({ number, request }, (error) => {
        if (error) asked.reject(error);
      });
      return asked.promise;
    },
    stop: () => endProgram(child),
  };
}

/** The program's side: answers what it is asked until nobody is there to ask. */
export function beWorker(does: (request: never) => Promise<unknown>): void {
  const answer = async ({ number, request }: Asked): Promise<void> => {
    let answered: Answered;
    try {
      answered = { number, answer: await does(request as never) };
    } catch (error) {
      answered = { number, error: String(error) };
    }
    process.send?.(answered);
    // A process that is killed writes nothing at its end.
    flushCompileCache();
  };
  process.on('message', (asked: Asked) => void answer(asked));
  process.on('disconnect', () => process.exit());
}
