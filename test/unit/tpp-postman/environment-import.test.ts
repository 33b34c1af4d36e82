/** An environment becomes a bank: what each variable turns into, and what is said of those that turn into nothing. */
import { describe, expect, it } from 'vitest';
import { postmanDocuments } from '../../../src/tpp/postman/file.ts';
import { previewImport } from '../../../src/tpp/postman/import.ts';

type Variable = { key: string; value: unknown; enabled?: boolean; type?: string };
const basic = Buffer.from('client-1:s3cret/of=client').toString('base64');

/** The variables that Ozone's banks give, in their order. */
const ozone: Variable[] = [
  { key: 'resourceServer', value: 'https://rs1.bank.test/open-banking/v3.1' },
  { key: 'rs', value: 'https://rs1.bank.test' },
  { key: 'resourceServerV20', value: 'https://rs1.bank.test/open-banking/v2.0' },
  { key: 'rs', value: 'https://rs1.bank.test' },
  { key: 'obParticipantId', value: '0015800001041RHAAY' },
  { key: 'oidcClient', value: 'client-1' },
  { key: 'basicToken', value: basic },
  { key: 'dummyBaseUrl', value: 'x-open-banking/v3.1' },
  { key: 'tokenEndpoint', value: 'https://as1.bank.test/token' },
  { key: 'authEndpoint', value: 'https://auth1.bank.test/auth' },
  { key: 'configEndpoint', value: 'https://auth1.bank.test/.well-known/openid-configuration' },
  { key: 'redirectUrl', value: 'https://app.getpostman.com/oauth2/callback' },
];

function imported(
  values: readonly unknown[],
  options: { workspace?: string; bank?: string } = {},
  globals: unknown[] = [],
) {
  const file = (name: string, value: object) => postmanDocuments(JSON.stringify(value), name);
  const documents = [
    ...file('env.json', { name: 'Env', values }),
    ...(globals.length > 0 ? file('globals.json', { values: globals, _postman_variable_scope: 'globals' }) : []),
  ];
  const preview = previewImport(documents, options);
  const outcomes = Object.fromEntries(preview.items.map(({ key, outcome }) => [key, outcome]));
  return { preview, bank: preview.banks[0], outcomes };
}

/** Ozone's variables with some changed, and others behind them. */
const changed = (...changes: Variable[]): Variable[] => [
  ...ozone.filter(({ key }) => !changes.some((change) => change.key === key)),
  ...changes,
];

describe('Ozone’s environment', () => {
  const { bank, preview } = imported(ozone);

  it('is a bank with its endpoints and its client', () => {
    expect(bank).toMatchObject({
      environment: 'Env',
      name: 'bank',
      known: false,
      entry: {
        discovery: 'https://auth1.bank.test/.well-known/openid-configuration',
        tokenEndpoint: 'https://as1.bank.test/token',
        authorizationEndpoint: 'https://auth1.bank.test/auth',
        resourceServers: { aisp: 'https://rs1.bank.test/open-banking/v3.1/aisp' },
        financialId: '0015800001041RHAAY',
        profile: 'permissive',
      },
      client: {
        clientId: 'client-1',
        tokenEndpointAuthMethod: 'client_secret_basic',
        registration: { redirect_uris: ['https://app.getpostman.com/oauth2/callback'] },
      },
    });
  });

  it('gives the secret of basicToken to the secret store, and shows it nowhere', () => {
    expect(bank?.secrets.map(({ name }) => name)).toEqual(['client_secret/bank/client-1']);
    expect(bank?.secrets[0]?.value.reveal()).toBe('s3cret/of=client');
    expect(JSON.stringify(preview)).not.toContain('s3cret');
    expect(JSON.stringify(preview)).not.toContain(basic);
  });

  it('has a word about every variable', () => {
    expect(new Set(preview.items.map(({ key }) => key))).toEqual(new Set(ozone.map(({ key }) => key)));
    expect(preview.items).toContainEqual({
      place: 'env.json',
      key: 'rs',
      outcome: 'double',
      reason: 'It stands there again with the same value.',
    });
  });
});

describe('a variable', () => {
  it.each<[what: string, variables: Variable[], key: string, outcome: string]>([
    [
      'is switched off',
      changed({ key: 'tokenEndpoint', value: 'https://x.test', enabled: false }),
      'tokenEndpoint',
      'disabled',
    ],
    ['is nobody’s', changed({ key: 'flavour', value: 'vanilla' }), 'flavour', 'not understood'],
    ['is an object', changed({ key: 'flavour', value: {} }), 'flavour', 'not understood'],
    ['has no key', changed({ key: '', value: 'x' }), `variable ${ozone.length + 1}`, 'not understood'],
    ['is empty', changed({ key: 'flavour', value: '' }), 'flavour', 'not needed'],
    [
      'is a token',
      changed({ key: 'token-from-auth-code-grant-accounts', value: 'abc' }),
      'token-from-auth-code-grant-accounts',
      'secret',
    ],
    ['is marked as secret', changed({ key: 'flavour', value: 'vanilla', type: 'secret' }), 'flavour', 'secret'],
    ['holds another’s secret', changed({ key: 'flavour', value: `x ${basic} y` }), 'flavour', 'secret'],
    ['is made by scripts', changed({ key: 'intent-id', value: 'aac-1' }), 'intent-id', 'not needed'],
    ['says the same under another name', changed({ key: 'clientId', value: 'client-1' }), 'clientId', 'double'],
    [
      'says something else under another name',
      changed({ key: 'clientId', value: 'client-2' }),
      'clientId',
      'contradictory',
    ],
    [
      'is no https URL',
      changed({ key: 'tokenEndpoint', value: 'http://as1.bank.test/token' }),
      'tokenEndpoint',
      'refused',
    ],
    [
      'has a password in its URL',
      changed({ key: 'tokenEndpoint', value: 'https://a:b@c.test/' }),
      'tokenEndpoint',
      'refused',
    ],
    [
      'names what is not there',
      changed({ key: 'tokenEndpoint', value: '{{as}}/token' }),
      'tokenEndpoint',
      'not understood',
    ],
    [
      'stands for itself',
      changed({ key: 'tokenEndpoint', value: '{{tokenEndpoint}}' }),
      'tokenEndpoint',
      'not understood',
    ],
    ['is no base64 of a client', changed({ key: 'basicToken', value: '<removed>' }), 'basicToken', 'not understood'],
    ['is of another client', changed({ key: 'basicToken', value: btoa('client-2:x') }), 'basicToken', 'contradictory'],
    ['holds another secret', changed({ key: 'clientSecret', value: 'other' }), 'basicToken', 'contradictory'],
  ])('that %s is said to be so', (_, variables, key, outcome) => {
    const { outcomes, preview } = imported(variables);
    expect(outcomes[key], JSON.stringify(preview.items)).toBe(outcome);
  });

  it('of several values: the last that is switched on counts', () => {
    const { bank, preview } = imported([
      ...ozone,
      { key: 'tokenEndpoint', value: 'https://as2.bank.test/token' },
      { key: 'tokenEndpoint', value: 'https://as3.bank.test/token', enabled: false },
    ]);
    expect(bank?.entry.tokenEndpoint).toBe('https://as2.bank.test/token');
    expect(preview.items).toContainEqual(expect.objectContaining({ key: 'tokenEndpoint', outcome: 'contradictory' }));
  });

  it('may stand for others, of the globals too', () => {
    const { bank } = imported(changed({ key: 'tokenEndpoint', value: '{{as}}/token' }), {}, [
      { key: 'as', value: 'https://as9.test' },
    ]);
    expect(bank?.entry.tokenEndpoint).toBe('https://as9.test/token');
  });

  it('that means nothing to a bank is kept for saved requests', () => {
    expect(imported(changed({ key: 'flavour', value: 'vanilla' })).bank?.variables).toEqual({ flavour: 'vanilla' });
  });
});

describe('a bank', () => {
  const discovery = 'https://auth1.bank.test/.well-known/openid-configuration';
  it('that openbanking.json knows keeps its name and its entry', () => {
    const workspace = JSON.stringify({ banks: { monese: { discovery } } });
    expect(imported(ozone, { workspace, bank: 'other' }).bank).toMatchObject({ name: 'monese', known: true });
  });

  it('that openbanking.json knows is compared with what it says', () => {
    const known = { discovery, tokenEndpoint: 'https://as7.bank.test/token', financialId: '0015800001041RHAAY' };
    const { outcomes } = imported(ozone, {
      workspace: `{ /* ours */ "banks": { "monese": ${JSON.stringify(known)}, }, }`,
    });
    expect(outcomes).toMatchObject({
      tokenEndpoint: 'contradictory',
      obParticipantId: 'not needed',
      authEndpoint: 'not needed',
      oidcClient: 'taken',
    });
  });

  it('gets another name where its own is taken by another', () => {
    const workspace = JSON.stringify({ banks: { bank: { discovery: 'https://elsewhere.test/.well-known/x' } } });
    expect(imported(ozone, { workspace }).bank).toMatchObject({ name: 'bank-2', known: false });
  });

  it('is found by its issuer, or by the host of its authorisation endpoint, and says so', () => {
    const without = ozone.filter(({ key }) => key !== 'configEndpoint');
    expect(imported(without).bank?.entry.discovery).toBe(discovery);
    expect(imported([...without, { key: 'issuer', value: 'https://iss.test/' }]).bank?.entry.discovery).toBe(
      'https://iss.test/.well-known/openid-configuration',
    );
  });

  it('has the place for its API where no variable says it, and is told so', () => {
    const { bank, preview } = imported(ozone.filter(({ key }) => !/^(resourceServer|rs)/.test(key)));
    expect(bank?.entry.resourceServers).toEqual({});
    expect(preview.items).toContainEqual(
      expect.objectContaining({ key: 'resourceServers', reason: expect.stringContaining('resourceServers.aisp') }),
    );
  });

  it('cannot be made where nothing says where it is; the variables are kept', () => {
    const { preview, outcomes } = imported([{ key: 'tokenEndpoint', value: 'https://as1.bank.test/token' }]);
    expect(preview.banks).toEqual([]);
    expect(outcomes.discovery).toBe('not understood');
    expect(preview.collections).toMatchObject([
      { id: 'env', variables: { tokenEndpoint: 'https://as1.bank.test/token' } },
    ]);
  });

  it('does not take a header with a secret from an environment that calls itself ours', () => {
    const entry = { discovery, headers: { authorization: 'Bearer planted-secret-1', 'x-tenant': 'a' } };
    const registration = { client_secret: 'planted-secret-2', scope: 'openid' };
    const client = { clientId: 'c', tokenEndpointAuthMethod: 'tls_client_auth', registration };
    const own = JSON.stringify({ bank: 'b', entry, client, exported: {} });
    const { preview, bank } = imported([{ key: 'openBankingWorkbench', value: own }]);
    expect(bank).toMatchObject({
      entry: { headers: { 'x-tenant': 'a' } },
      client: { registration: { scope: 'openid' } },
    });
    expect(JSON.stringify(preview)).not.toContain('planted-secret');
  });
});
