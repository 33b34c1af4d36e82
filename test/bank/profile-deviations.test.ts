/** What `obw` makes of a bank that deviates, each deviation of a profile for itself: what it forgives, warns of or refuses. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type Deviation, deviationRows } from '../../src/bank/profile/deviation.ts';
import { permissive } from '../../src/bank/profile/permissive.ts';
import { startTestBank, type TestBank } from './support/bank.ts';
import { errorOf, noteRogue, resultOf, run } from './support/command.ts';
import { type RelyingParty, relyingParty } from './support/relying-party.ts';
import { asserted, post } from './support/requests.ts';

let bank: TestBank;
let home: string;
/** A TPP that registered, and whose customer consented, before the bank began to deviate. */
let known: string;
let account: string;
/** Another TPP, which shares no code with `obw` and sees what the bank sends. */
let party: RelyingParty;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'obw-deviations-'));
  bank = await startTestBank({ severalClients: true });
  party = await relyingParty(bank);
  known = await stranger('known');
  await resultOf(['register'], { folder: known });
  await authorise(known);
  account = (await resultOf(['accounts'], { folder: known })).accounts[0].AccountId;
}, 60_000);
afterAll(async () => {
  await bank.stop();
  await rm(home, { recursive: true, force: true });
});
afterEach(() => expect(bank.failures).toEqual([]));

/** The folder of a TPP that the bank has never seen. */
async function stranger(name: string): Promise<string> {
  const folder = join(home, name);
  await resultOf(['bank', 'software-statement', '--dir', bank.dir, '--out', folder]);
  noteRogue(folder);
  return folder;
}

async function authorise(folder: string) {
  await resultOf(['consent', 'create'], { folder });
  return run(['consent', 'authorise', '--user', 'rora', '--headless'], { folder });
}

/** Transactions in a table. */
const rowsOf = (stdout: string): number => stdout.match(/^20\d\d-/gm)?.length ?? 0;

const forgiven = { status: 0, stderr: '' };

/** By what the bank does; each with the code of what the client says, where it says no. */
const met: Record<Deviation['do'], () => Promise<void>> = {
  // Forgiven and told: the day of registration is the right one.
  async 'issued-at-in-milliseconds'() {
    const folder = await stranger('milliseconds');
    const ended = await run(['register'], { folder });
    expect(ended).toMatchObject({ status: 0, stdout: expect.stringMatching(/Registered +20\d\d-/) });
    expect(ended.stderr).toMatch(/not as Dynamic Client Registration 3\.3 has it: \/client_id_issued_at: \d{13} is/);
  },

  // Forgiven: the scope stands as the bank wrote it, and the client goes on.
  async 'scope-with-commas'() {
    const folder = await stranger('commas');
    const { registration } = await resultOf(['register'], { folder });
    expect(registration.scope).toContain('openid,accounts');
    expect(await authorise(folder)).toMatchObject(forgiven);
  },

  // Forgiven where openbanking.json does not ask for more.
  async 'no-acr'() {
    const tokens = await party.authorise(await party.consentId(), { user: 'rora' });
    expect(tokens.claims()).toMatchObject({ openbanking_intent_id: expect.any(String) });
    expect(tokens.claims()).not.toHaveProperty('acr');
    expect(await authorise(known)).toMatchObject(forgiven);
  },

  // Refused: an id_token without it could be of another request.
  async 'no-nonce'() {
    await resultOf(['consent', 'create'], { folder: known });
    expect(await errorOf(['consent', 'authorise', '--user', 'rora', '--headless'], { folder: known })).toMatchObject({
      code: 'id_token_claim_missing',
      message: expect.stringContaining('nonce is missing'),
    });
  },

  // Forgiven: RFC 6749 §5.1 lets the case be any.
  async 'type-in-capitals'() {
    const form = { grant_type: 'client_credentials', scope: 'accounts', ...(await asserted(party)) };
    expect((await post(party.tpp.agent, bank.ready.tokenEndpoint, form)).json.token_type).toBe('BEARER');
    expect(await run(['token', 'refresh'], { folder: known })).toMatchObject(forgiven);
    expect(await run(['accounts'], { folder: known })).toMatchObject(forgiven);
  },

  // The consent is good for as long as its access token; a refresh says that there is nothing to refresh with.
  async 'no-refresh-token'() {
    const folder = await stranger('unrefreshed');
    await resultOf(['register'], { folder });
    expect(await authorise(folder)).toMatchObject(forgiven);
    expect(await run(['accounts'], { folder })).toMatchObject(forgiven);
    expect(await errorOf(['token', 'refresh'], { folder })).toMatchObject({
      code: 'token_missing',
      remedies: [expect.objectContaining({ do: 'authoriseConsent' })],
    });
  },

  // The refresh token is lost, whoever is careful; the second try says that the customer has to authorise again, and that helps.
  async 'error-500-after-rotation'() {
    // Of this bank nothing is known of what becomes of refresh tokens: the one before left them as they were.
    await authorise(known);
    const refused = () => errorOf(['token', 'refresh'], { folder: known });
    expect(await refused()).toMatchObject({
      code: 'renewal_answer_lost',
      message: expect.stringContaining('server_error'),
      remedies: [expect.objectContaining({ do: 'authoriseConsent' }), expect.objectContaining({ do: 'renewTokens' })],
    });
    expect(await refused()).toMatchObject({
      code: 'token_refused',
      message: expect.stringContaining('invalid_grant'),
      remedies: [expect.objectContaining({ do: 'authoriseConsent' })],
    });
    expect(await authorise(known)).toMatchObject(forgiven);
    expect(await run(['accounts'], { folder: known })).toMatchObject(forgiven);
  },

  // Refused: no token goes over plain HTTP, or to another port. The page that came is shown, and said to be not all.
  async 'http-without-port'() {
    const ended = await run(['transactions', account], { folder: known });
    expect(ended.status).toBe(1);
    expect(rowsOf(ended.stdout)).toBe(500);
    expect(ended.stderr).toMatch(
      /The list is not complete: .* http:\/\/127\.0\.0\.1, which is not .*\(answer_invalid\)/,
    );
  },

  // Refused at once: nothing goes round in a circle, and no row stands twice.
  async 'next-is-self'() {
    const ended = await run(['transactions', account], { folder: known });
    expect(ended.status).toBe(1);
    expect(rowsOf(ended.stdout)).toBe(500);
    expect(ended.stderr).toMatch(/The list is not complete: .* \(pagination_loop\)/);
    const authorised = await authorise(known);
    expect(authorised).toMatchObject({ status: 0, stderr: expect.stringContaining('could not be read yet') });
    expect(authorised.stdout).not.toContain('Accounts shared');
  },

  // Told, and the request's own id stands in its place.
  async 'no-interaction-id-on-errors'() {
    const ended = await run(['transactions', '1'], { folder: known });
    expect(ended).toMatchObject({ status: 1, stderr: expect.stringContaining('(api_refused)') });
    expect(ended.stderr).toMatch(/The answer has no x-fapi-interaction-id/);
    expect(ended.stderr).toMatch(/^Interaction id: [\da-f-]{36}$/m);
  },

  // Forgiven and told: an empty list.
  async 'data-is-null'() {
    const ended = await run(['transactions', account, '--from', '2098-01-01'], { folder: known });
    expect(ended).toMatchObject({ status: 0, stdout: expect.stringContaining('No transactions') });
    expect(ended.stderr).toContain('Data: null, which was taken for an empty list');
    expect(await run(['transactions', account], { folder: known })).toMatchObject(forgiven);
  },

  // Known for what it is: not the API's answer, and no fault of the consent.
  async 'forbidden-as-html'() {
    const folder = await stranger('forbidden');
    await resultOf(['register'], { folder });
    await resultOf(['consent', 'create', '--permissions', 'ReadAccountsBasic'], { folder });
    await resultOf(['consent', 'authorise', '--user', 'rora', '--headless'], { folder });
    const refused = await errorOf(['transactions', account], { folder });
    expect(refused).toMatchObject({ code: 'api_refused', message: expect.stringContaining('a page of HTML') });
    expect(refused.try).toContain('Consent, token and client are not what was refused');
  },
};

it.each(deviationRows.map((row) => [row.at, row.do, row]))('%s: %s', { timeout: 60_000 }, async (_at, deed, row) => {
  await bank.restart({ profile: { ...permissive, deviations: [{ at: row.at, do: row.do } as Deviation] } });
  await met[deed as Deviation['do']]();
});
