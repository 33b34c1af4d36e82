/** A request as a person edits it. */
import { describe, expect, it } from 'vitest';
import { readEditedRequest } from '../../../src/extension/exchanges/edited-request.ts';

const url = 'https://bank.test/accounts';

describe('An edited request', () => {
  it('is method, address, headers, and the body after an empty line', () => {
    const text = `POST ${url}?a=1\naccept: application/json\nX-Fapi-Financial-Id:  a: b \n\n{\n\n  "a": 1 }\n`;
    expect(readEditedRequest(text)).toEqual({
      request: {
        method: 'POST',
        url: `${url}?a=1`,
        headers: { accept: 'application/json', 'x-fapi-financial-id': 'a: b' },
        body: '{\n\n  "a": 1 }',
      },
    });
  });

  // biome-ignore format: one case a line
  it.each([
    ['no body and no newline', `GET ${url}\naccept: */*`],
    ['Windows line ends', `GET ${url}\r\naccept: */*\r\n`],
    ['remarks above', `# ours\n\nGET ${url}\n# between\naccept: */*\n`],
    ['a version behind the address', `get ${url} HTTP/1.1\naccept: */*\n`],
  ])('puts up with %s', (_, text) => {
    expect(readEditedRequest(text)).toEqual({ request: { method: 'GET', url, headers: { accept: '*/*' } } });
  });

  // biome-ignore format: one case a line
  it.each([
    ['nothing', '', 0, 'no_request_line'],
    ['remarks alone', '# one\n# two', 0, 'no_request_line'],
    ['a method that is none', `FETCH ${url}`, 0, 'no_request_line'],
    ['an address without a method', `\n${url}`, 1, 'no_request_line'],
    ['a header without a colon', `GET ${url}\naccept`, 1, 'no_header'],
    ['a header with a space in its name', `GET ${url}\nac cept: a`, 1, 'no_header'],
    ['a body without the empty line', `GET ${url}\naccept: a\n{"a":1}`, 2, 'no_header'],
  ])('names the line of %s', (_, text, line, reason) => {
    expect(readEditedRequest(text)).toEqual({ fault: { line, reason } });
  });
});
