import type { Request, RequestHandler, Response, Router } from 'express';
import type { z } from 'zod';
import type { Role } from '../../store/sessions.ts';
import { ROLES } from '../../store/tables.ts';
import type { Visitor } from './visitor.ts';
import { Problem } from './problem.ts';

/** What a route is handed: validated, and with the person who asks. */
export interface Asked<Body, Query> {
  readonly params: Readonly<Record<string, string>>;
  readonly body: Body;
  readonly query: Query;
  readonly person: Visitor;
  readonly request: Request;
  readonly response: Response;
  /** Whether the session that the request came with is still what it was: for what goes on for long. */
  readonly isStill: () => Promise<boolean>;
}

/** One route of the API; the router, the checks and the OpenAPI document all come from it. */
export interface Route {
  readonly method: 'get' | 'post' | 'put';
  readonly path: string;
  readonly summary: string;
  /** The least role; "anyone" also without sign-in. */
  readonly role: Role | 'anyone';
  readonly body?: z.ZodType;
  readonly query?: z.ZodType;
  /** What it answers; without it the route writes its answer itself. */
  readonly answer?: z.ZodType;
  readonly status: 200 | 201;
  /** The media type, where it is not JSON. */
  readonly sends?: string;
  /** The body is a stream that the route reads itself. */
  readonly takesStream?: boolean;
  run(asked: Asked<unknown, unknown>): Promise<unknown>;
}

type Typed<B extends z.ZodType, Q extends z.ZodType> = Omit<Route, 'run' | 'body' | 'query'> & {
  readonly body?: B;
  readonly query?: Q;
  run(asked: Asked<z.output<B>, z.output<Q>>): Promise<unknown>;
};

/** A route whose handler gets what its schemas say. */
export function route<B extends z.ZodType, Q extends z.ZodType>(typed: Typed<B, Q>): Route {
  // `mount` hands over exactly what these schemas made.
  return typed;
}

const MOST_ISSUES = 5;

function parse(schema: z.ZodType | undefined, value: unknown, where: string): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues
    .slice(0, MOST_ISSUES)
    .map(({ path, message }) => `${path.length > 0 ? path.join('.') : where}: ${message}`);
  throw new Problem(400, 'bad-request', issues.join('; ').slice(0, 500), 'see /openapi.json');
}

/** Who asks; null for somebody who has not signed in. */
export type Identify = (request: Request) => Promise<Visitor | null>;

/** Somebody who has not signed in. */
export const NOBODY: Visitor = { name: 'anyone', role: 'viewer', signOut: false };

/** Finds out who asks, once a request. */
export function knowPerson(identify: Identify): RequestHandler {
  return async (request, response, next) => {
    response.locals.person = await identify(request);
    next();
  };
}

/** Who asks; null for somebody who has not signed in. */
export function personOf({ locals }: Response): Visitor | null {
  return (locals as { person?: Visitor | null }).person ?? null;
}

function admit(route: Route, person: Visitor | null, shut: Problem): Visitor {
  if (route.role === 'anyone') return person ?? NOBODY;
  if (!person) throw shut;
  if (ROLES.indexOf(person.role) < ROLES.indexOf(route.role))
    throw new Problem(
      403,
      'not-allowed',
      `${person.name} is ${person.role}, and this needs ${route.role}`,
      'ask an administrator for the role',
    );
  return person;
}

/** What the person gave; an empty parameter, as of an empty field of a form, counts as not given. */
function given(query: Request['query']): Request['query'] {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
}

/** Serves the routes on `router`; who has not come in is told `shut`. */
export function mount(
  router: Router,
  routes: readonly Route[],
  { identify, shut }: { readonly identify: Identify; readonly shut: Problem },
): void {
  for (const each of routes)
    router[each.method](each.path, async (request, response) => {
      const person = admit(each, personOf(response), shut);
      const answer = await each.run({
        person,
        request,
        response,
        isStill: async () => {
          const now = await identify(request);
          return now?.name === person.name && now.role === person.role;
        },
        params: request.params as Record<string, string>,
        body: each.takesStream === true ? undefined : parse(each.body, request.body, 'body'),
        query: parse(each.query, given(request.query), 'query'),
      });
      if (each.answer) response.status(each.status).json(answer);
    });
}
