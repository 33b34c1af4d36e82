/** How every refusal of the account information API looks. */
import { expect } from 'vitest';
import { z } from 'zod';

export const errorBody = z.strictObject({
  Code: z.string().min(1).max(40),
  Id: z.uuid(),
  Message: z.string().min(1).max(500),
  Errors: z
    .array(
      z.strictObject({
        ErrorCode: z.string(),
        Message: z.string().min(1).max(500),
        Path: z.string().min(1).optional(),
      }),
    )
    .min(1),
});
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Expects the status, the OBIE code among those listed, and all that each error answer carries. */
export async function expectRefusal(response: Response, status: number, code: string, path?: string): Promise<void> {
  const text = await response.text();
  expect([response.status, text]).toEqual([status, expect.any(String)]);
  const { Errors } = errorBody.parse(JSON.parse(text));
  expect(Errors.map(({ ErrorCode }) => ErrorCode)).toContain(`UK.OBIE.${code}`);
  if (path !== undefined) expect(Errors.map((error) => error.Path)).toContain(path);
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(response.headers.get('x-fapi-interaction-id')).toMatch(uuid);
}
