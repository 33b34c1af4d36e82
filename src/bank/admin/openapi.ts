/** The OpenAPI document of `/admin`, made from the shapes that its requests and answers are checked by. */
import { z } from 'zod';
import { type AdminOperation, errorShape } from './operation.ts';

const json = (schema: z.ZodType, io: 'input' | 'output'): object => {
  const { $schema: _, ...own } = z.toJSONSchema(schema, { io, target: 'draft-2020-12' });
  return { 'application/json': { schema: own } };
};

const refusalOf = (description: string): object => ({
  description,
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
});

const unauthorised = 'The token is missing or another’s (invalid_token).';
const unfit = 'The body has another shape (invalid_request), or what it asks for cannot be.';

/** OpenAPI 3.1. @param origin Of the front door */
export function openApiOf(operations: readonly AdminOperation[], origin: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const { method, path, summary, input, output, refusals = {} } of operations) {
    const statuses = { ...(input && { 400: unfit }), 401: unauthorised, ...refusals };
    paths[path] = {
      ...paths[path],
      [method.toLowerCase()]: {
        summary,
        ...(input && { requestBody: { required: true, content: json(input, 'input') } }),
        responses: {
          200: { description: 'Done.', content: json(output, 'output') },
          ...Object.fromEntries(Object.entries(statuses).map(([status, why]) => [status, refusalOf(why)])),
        },
      },
    };
  }
  const { $schema: _, ...error } = z.toJSONSchema(errorShape, { target: 'draft-2020-12' });
  return {
    openapi: '3.1.0',
    info: { title: 'Open Banking Workbench: the bank’s administration', version: '1' },
    servers: [{ url: origin }],
    security: [{ adminToken: [] }],
    paths,
    components: {
      schemas: { Error: error },
      securitySchemes: {
        adminToken: {
          type: 'http',
          scheme: 'bearer',
          description: 'open.adminToken of running.json in the bank’s folder; another one at each start.',
        },
      },
    },
  };
}
