import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { expect, it } from 'vitest';
import { harOf } from '../../../src/tpp/exchanges/copy/har.ts';
import { exchange, startedAt } from './records.ts';

const text = { type: 'string' };
const number = { type: 'number' };
const size = { type: 'integer', minimum: -1 };
const part = { type: 'number', minimum: -1 };
const object = (properties: object, optional: string[] = [], more: object = {}) => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  // HAR 1.2 §2: members of others begin with an underscore.
  patternProperties: { '^_': {} },
  additionalProperties: false,
  ...more,
});
const pairs = { type: 'array', items: object({ name: text, value: text, comment: text }, ['comment']) };
const message = { httpVersion: text, cookies: { type: 'array' }, headers: pairs, headersSize: size, bodySize: size };

/** HAR 1.2, §2.1 to §2.13. */
const schema = object({
  log: object(
    {
      version: { const: '1.2' },
      creator: object({ name: text, version: text }),
      entries: {
        type: 'array',
        items: object(
          {
            startedDateTime: { type: 'string', format: 'date-time' },
            time: number,
            request: object(
              {
                ...message,
                method: text,
                url: { type: 'string', format: 'uri' },
                queryString: pairs,
                postData: object({ mimeType: text, text }),
              },
              ['postData'],
            ),
            response: object({
              ...message,
              status: { type: 'integer' },
              statusText: text,
              content: object({ size: { type: 'integer' }, mimeType: text, text }, ['text']),
              redirectURL: text,
            }),
            cache: object({}),
            timings: object({
              blocked: part,
              dns: part,
              connect: part,
              ssl: part,
              send: part,
              wait: part,
              receive: part,
            }),
            comment: text,
          },
          ['comment'],
        ),
      },
      comment: text,
    },
    ['comment'],
  ),
});
const ajv = new Ajv({ strict: true, allErrors: true });
addFormats(ajv);
const valid = ajv.compile(schema);

const records = [
  exchange({
    startedAt: startedAt + 1000,
    method: 'POST',
    requestBody: 'a=1',
    requestHeaders: { 'content-type': 'text/plain' },
  }),
  exchange({ times: { reused: true, firstByte: 40, rest: 1 }, url: 'https://rs1.bank.test/x?a=1&b=%20' }),
  exchange({ status: 0, times: { reused: false }, failure: 'timed_out', failureMessage: 'No answer.' }),
  exchange({ status: 302, answerHeaders: { location: 'https://elsewhere.test/' } }),
];

it('a session as HAR is valid, oldest first', () => {
  const har = harOf(records);
  valid(har);
  expect(valid.errors).toBeNull();
  expect(har.log.entries).toHaveLength(4);
  expect(har.log.entries.at(-1)?.request.postData).toEqual({ mimeType: 'text/plain', text: 'a=1' });
});

it('the parts of the time are the time', () => {
  for (const { time, timings } of harOf(records).log.entries) {
    const { ssl: _within, ...parts } = timings;
    const sum = Object.values(parts).reduce((all, each) => all + Math.max(0, each), 0);
    expect(sum).toBeCloseTo(time, 5);
  }
});

it('a session as HAR holds no secret', () => {
  const secret = 'pl4nted-S3cret_value.Zz9-long-enough';
  const record = exchange({
    url: `https://rs1.bank.test/cb?code=${secret}`,
    requestHeaders: { authorization: `Bearer ${secret}` },
    requestBody: `refresh_token=${secret}`,
    body: `{"access_token":"${secret}"}`,
  });
  expect(JSON.stringify(harOf([record]))).not.toContain(secret);
});
