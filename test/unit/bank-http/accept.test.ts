/** Accept headers as clients write them: what still allows JSON, and who wants JSON rather than a page. */
import { describe, expect, it } from 'vitest';
import { prefersJson, takes } from '../../../src/bank/http/accept.ts';

describe('JSON may be answered', () => {
  it.each([
    '',
    ' , ',
    '*/*',
    'application/json',
    'application/json;charset=UTF-8',
    'application/json; charset=utf-8',
    'APPLICATION/JSON;CHARSET=UTF-8',
    'Application/Json',
    'application/json ;version=1 ; q=0.3',
    'application/json;q=.2',
    'application/json; q = 0.001',
    'application/json;profile="a,b;q=0"',
    'application/json;profile="a\\",text/html;q=0"',
    'application/*',
    'application/*;q=0.1, text/html',
    'text/html, application/xhtml+xml, */*;q=0.8',
    'text/html, image/gif, *; q=.2',
    'application/*;q=0, application/json',
    '*/*;q=0, application/json;q=0.1',
    'application/json;v=1;q=0, application/json',
    'application/xml,application/json',
    '\tapplication/xml ,\t application/json;charset="utf-8" ',
    'application/json;q=7',
    'application/json;q=',
    'json',
  ])('by %j', (accept) => {
    expect(takes('application/json', accept)).toBe(true);
  });
});

describe('JSON is excluded', () => {
  it.each([
    'text/html',
    'application/xml;charset=UTF-8',
    'application/json;q=0',
    'application/json; q=0.000',
    'application/json;charset=UTF-8;q=0',
    'application/json;Q=0, */*',
    'application/*;q=0, */*;q=1',
    '*/*;q=0',
    'text/*, application/xml',
    'application/jose+json',
    'application/jsonx, application/jso',
    'text/json',
  ])('by %j', (accept) => {
    expect(takes('application/json', accept)).toBe(false);
  });
});

describe('a page or JSON', () => {
  it.each<[accept: string, json: boolean]>([
    ['', false],
    ['*/*', false],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', false],
    ['application/json', true],
    ['application/json;charset=UTF-8', true],
    ['application/json, text/plain, */*', true],
    ['application/*', true],
    ['text/html, application/json', false],
    ['application/json, text/html', true],
    ['text/html;q=0.5, application/json;q=0.6', true],
    ['application/json;q=0, */*', false],
    ['application/xml', false],
  ])('%j: JSON %s', (accept, json) => {
    expect(prefersJson(accept)).toBe(json);
  });
});
