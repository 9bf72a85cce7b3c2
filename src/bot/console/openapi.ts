import { z } from 'zod';
import { ApiError } from './contract.ts';
import type { Route } from './route.ts';

type Json = Readonly<Record<string, unknown>>;

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const made: Record<string, unknown> = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  delete made.$schema;
  return made;
}

function parametersOf({ path, query }: Route): Json[] {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  if (!query) return inPath;
  const { properties = {}, required = [] } = schemaOf(query, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  const inQuery = Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
  return [...inPath, ...inQuery];
}

function requestBodyOf({ body, takesStream }: Route): Json {
  if (takesStream === true)
    return { requestBody: { required: true, content: { 'application/octet-stream': {} } } };
  if (!body) return {};
  const content = { 'application/json': { schema: schemaOf(body, 'input') } };
  return { requestBody: { required: true, content } };
}

function operationOf(route: Route): Json {
  const { summary, role, answer, status, sends = 'application/json' } = route;
  const content = answer ? { schema: schemaOf(answer, 'output') } : {};
  return {
    summary,
    description: role === 'anyone' ? 'For anyone.' : `For the role ${role} and above.`,
    parameters: parametersOf(route),
    ...requestBodyOf(route),
    responses: {
      [status]: { description: 'Done', content: { [sends]: content } },
      default: {
        description: 'Refused, with the reason and the remedy',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  };
}

/** The OpenAPI 3.1 document of the routes. */
export function openApiOf(routes: readonly Route[], version: string): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Login Doctor', version, license: { name: 'MIT', identifier: 'MIT' } },
    paths,
    components: { schemas: { Error: schemaOf(ApiError, 'output') } },
  };
}
