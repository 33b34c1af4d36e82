/** The account flow as a Postman collection: the order of the model bank's public one and its variables, for the environment that the bank gives. */
import { accountResources } from '../accounts/resources.ts';
import { folders, type Step } from './collection-steps.ts';

const script = (listen: 'prerequest' | 'test', exec: readonly string[]) => ({
  listen,
  script: { type: 'text/javascript', exec },
});

function bodyOf({ form, json, raw }: Step): object {
  if (json !== undefined) {
    const text = JSON.stringify(json, undefined, 2);
    return { body: { mode: 'raw', raw: text, options: { raw: { language: 'json' } } } };
  }
  if (form !== undefined)
    return { body: { mode: 'urlencoded', urlencoded: form.map(([key, value]) => ({ key, value })) } };
  return raw === undefined ? {} : { body: { mode: 'raw', raw } };
}

function itemOf(step: Step): object {
  const { name, method, url, headers = {}, json, status, after = [], description } = step;
  const given = { ...headers, ...(json !== undefined && { 'Content-Type': 'application/json' }) };
  return {
    name,
    // The redirect URI is the client's: nothing beyond the bank is called.
    protocolProfileBehavior: { followRedirects: false },
    event: [script('test', [`pm.test('${status}', () => pm.response.to.have.status(${status}));`, ...after])],
    request: {
      method,
      url,
      header: Object.entries(given).map(([key, value]) => ({ key, value })),
      ...bodyOf(step),
      ...(description !== undefined && { description }),
    },
  };
}

/**
 * The collection (Postman v2.1) for what the bank has, which are all of its resources but those that it is `without`. It names no bank and holds no secret: all of that stands in the environment. Its customer is
 * `rora`, a variable of the collection.
 */
export function accountCollection(without: readonly string[]): object {
  const offered = ({ operation }: Step) =>
    operation === undefined || (`ais ${operation}` in accountResources && !without.includes(operation));
  return {
    info: {
      name: 'Workbench Bank: account information',
      description:
        'From a client credentials token through all of account information to the end of the consent, in 3.1 and in 4.0, in the order of the model bank’s public collection. Import the environment that the bank gives to your client, add your transport certificate for the host of {{rs}}, and send the requests in their order. The client is one with a secret (client_secret_basic) and unsecured request objects (request_object_signing_alg none).',
      schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
    },
    variable: [
      { key: 'loginName', value: 'rora' },
      { key: 'password', value: 'rora.' },
    ],
    event: [
      script('prerequest', [
        "pm.environment.set('interactionId', pm.variables.replaceIn('{{$guid}}'));",
        "pm.environment.set('now', new Date().toUTCString());",
      ]),
    ],
    item: folders.map(({ name, steps }) => ({ name, item: steps.filter(offered).map(itemOf) })),
  };
}
