/** The whole guide as a process beside newman doing the same requests, and a long list of transactions beside bare undici. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Agent } from 'undici';
import { clientOf, filesOf, textOf, tpp, workspaceFor } from './client.mts';
import { collection, environment } from './newman-collection.mts';
import { folder, type Ready, root, startBank, timed } from './processes.mts';
import { median, type Row, upperBudget } from './report.mts';

const rounds = 7;
const newman = join(root, 'test', 'bench', 'node_modules', '.bin', 'newman');

/** The guide's registration request, signed beforehand: newman cannot. */
async function signedRegistration(workspace: string, ready: Ready): Promise<string> {
  const { openWorkspace, signJwt, decodeJwt } = tpp();
  const opened = await openWorkspace(workspace);
  const assertion = await opened.softwareStatement(opened.bank());
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: decodeJwt(assertion).payload.software_id,
    aud: ready.organisationId,
    iat: now,
    exp: now + 3600,
    jti: randomUUID(),
    redirect_uris: ['https://app.getpostman.com/oauth2/callback'],
    grant_types: ['authorization_code', 'client_credentials'],
    response_types: ['code', 'code id_token'],
    application_type: 'web',
    token_endpoint_auth_method: 'client_secret_basic',
    scope: 'openid accounts payments',
    request_object_signing_alg: 'none',
    id_token_signed_response_alg: 'PS256',
    software_statement: assertion,
  };
  return signJwt(claims, await opened.signingKey(opened.bank()));
}

async function newmanRun(dir: string, ready: Ready): Promise<number> {
  const workspace = await workspaceFor(dir);
  const out = folder();
  const [collectionFile, environmentFile] = [join(out, 'collection.json'), join(out, 'environment.json')];
  writeFileSync(collectionFile, JSON.stringify(collection()));
  const values = {
    signedDcrJwt: await signedRegistration(workspace, ready),
    registrationEndpoint: ready.registrationEndpoint,
    environmentUrl: ready.environment,
    tokenEndpoint: ready.tokenEndpoint,
    aisp: `${ready.resourceServer}/aisp`,
    frontChannel: ready.frontChannel,
    front: new URL(ready.frontChannel).origin,
  };
  writeFileSync(environmentFile, JSON.stringify(environment(values)));
  const { certificate, key, ca } = filesOf(workspace);
  const args = [
    'run',
    collectionFile,
    '-e',
    environmentFile,
    '--ssl-client-cert',
    certificate,
    '--ssl-client-key',
    key,
    '--ssl-extra-ca-certs',
    ca,
    '--silent',
    '--bail',
  ];
  return timed(newman, args).milliseconds;
}

async function oursRun(dir: string): Promise<number> {
  const workspace = await workspaceFor(dir);
  return timed(process.execPath, [join(root, 'test', 'bench', 'guide.cjs'), workspace]).milliseconds;
}

export async function guide(): Promise<Row> {
  const dir = folder();
  const bank = await startBank(dir);
  const pairs: { ours: number; newman: number }[] = [];
  for (let run = 0; run < rounds; run++)
    pairs.push({ ours: await oursRun(dir), newman: await newmanRun(dir, bank.ready) });
  await bank.stop();
  const note = `${median(pairs.map((pair) => pair.ours)).toFixed(0)} ms beside ${median(pairs.map((pair) => pair.newman)).toFixed(0)} ms`;
  return upperBudget(
    "the whole guide beside newman's time",
    0.333,
    median(pairs.map((pair) => pair.ours / pair.newman)),
    '×',
    note,
  );
}

/** All pages by the library, and the same URLs by undici.request and JSON.parse alone. */
export async function longList(): Promise<Row[]> {
  const dir = folder();
  const bank = await startBank(dir, '--transactions', '100000');
  const client = await clientOf(dir);
  const { certificate, key, ca } = filesOf(client.workspace);
  const agent = new Agent({ connect: { cert: textOf(certificate), key: textOf(key), ca: textOf(ca) } });
  let pages = 0;
  const bare = async (): Promise<number> => {
    const started = performance.now();
    pages = 0;
    let next: string | undefined = `${bank.ready.resourceServer}/aisp/accounts/${client.accountId}/transactions`;
    let count = 0;
    while (next) {
      const url: URL = new URL(next);
      const { body } = await agent.request({
        origin: url.origin,
        path: url.pathname + url.search,
        method: 'GET',
        headers: { authorization: `Bearer ${client.accessToken}` },
      });
      const page = JSON.parse(await body.text()) as { Data: { Transaction: unknown[] }; Links: { Next?: string } };
      count += page.Data.Transaction.length;
      pages++;
      next = page.Links.Next;
    }
    if (count !== 100_000) throw new Error(`${count} transactions`);
    return performance.now() - started;
  };
  const ours = async (session: typeof client.session): Promise<number> => {
    const started = performance.now();
    const all = await tpp().transactions(session, client.accountId, {}, { consentId: client.consentId });
    if (all.length !== 100_000) throw new Error(`${all.length} transactions`);
    return performance.now() - started;
  };
  const unchecked = await client.another({ answers: 'off' });
  await bare();
  const ratios: Record<'checked' | 'unchecked', number[]> = { checked: [], unchecked: [] };
  const times: typeof ratios = { checked: [], unchecked: [] };
  for (let run = 0; run < 5; run++) {
    const floor = await bare();
    for (const [kind, session] of [
      ['checked', client.session],
      ['unchecked', unchecked],
    ] as const) {
      const mine = await ours(session);
      times[kind].push(mine);
      ratios[kind].push(mine / floor);
    }
  }
  await agent.close();
  await Promise.all([client.session.close(), unchecked.close()]);
  await bank.stop();
  const row = (kind: keyof typeof ratios, budget: number): Row =>
    upperBudget(
      `100,000 transactions, ${pages} pages, ${kind} against the standard, beside undici + JSON.parse`,
      budget,
      median(ratios[kind]),
      '×',
      `${median(times[kind]).toFixed(0)} ms`,
    );
  return [row('unchecked', 1.3), row('checked', 1.6)];
}

export async function guideRows(): Promise<Row[]> {
  return [await guide(), ...(await longList())];
}
