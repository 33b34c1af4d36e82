import { expect, it } from 'vitest';
import { type EnvironmentValue, variableFindings, variablesIn } from '../../../src/tpp/urls/variables.ts';

const path = '.openbanking/sandbox.postman_environment.json';
const rs = { key: 'rs', value: 'https://rs1.test', enabled: true };

it.each<[string, EnvironmentValue[], string[]]>([
  ['a variable that nothing resolves', [{ key: 'url', value: '{{host}}/x' }], ['error variable_unresolved']],
  [
    'each of several once',
    [{ key: 'url', value: '{{a}}{{b}}{{a}}' }],
    ['error variable_unresolved', 'error variable_unresolved'],
  ],
  [
    'one that a disabled entry would resolve',
    [
      { key: 'url', value: '{{rs}}/x' },
      { ...rs, enabled: false },
    ],
    ['error variable_unresolved'],
  ],
  ['one that is resolved', [{ key: 'url', value: '{{rs}}/x' }, rs], []],
  ['Postman’s own', [{ key: 'id', value: '{{$guid}}' }], []],
  ['a key that is there twice with one value', [rs, rs], ['information variable_double']],
  [
    'a key that is there twice with two values',
    [rs, { ...rs, value: 'https://rs2.test' }],
    ['warning variable_double'],
  ],
  [
    'values that are no text',
    [
      { key: 'n', value: 7 },
      { key: 'o', value: null },
      { key: '__proto__', value: '' },
    ],
    [],
  ],
])('%s', (_, values, expected) => {
  const findings = variableFindings(values, path);
  expect(findings.map(({ severity, code }) => `${severity} ${code}`)).toEqual(expected);
  for (const finding of findings) expect(finding).toMatchObject({ path, fix: expect.stringMatching(/\.$/) });
});

it('no value is in a message', () => {
  const secret = 'pl4nted-secret';
  const values = [
    { key: 'basicToken', value: `${secret}{{x}}` },
    { key: 'basicToken', value: secret },
  ];
  expect(JSON.stringify(variableFindings(values, path))).not.toContain(secret);
});

it.each<[unknown, string[]]>([
  ['https://{{ host }}/{{a}}', ['host', 'a']],
  ['{{}} {{ }} {a} {{{b}}}', ['b']],
  [7, []],
  ['{{'.repeat(100_000), []],
])('the variables of a text', (text, names) => {
  expect(variablesIn(text)).toEqual(names);
});
