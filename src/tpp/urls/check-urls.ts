/** Step 3.2 of the guide: every URL of a bank tried, from its name to its certificate, and compared with what the bank publishes. */

import { join } from 'node:path';
import { z } from 'zod';
import { t } from '../../standard/language.ts';
import { isLoopback } from '../../standard/loopback.ts';
import { discoveryFindings } from '../discovery/discovery-findings.ts';
import { type Problem, problemOf } from '../errors.ts';
import { readOwn } from '../files/own-folder.ts';
import type { Finding } from '../finding.ts';
import { parseJson } from '../json.ts';
import { connectionTroubles } from '../meanings/connection.ts';
import { certificateTroubles } from '../meanings/server-certificate.ts';
import { type Advice, fixOf } from '../remedies.ts';
import type { Session } from '../session.ts';
import { counted } from '../time-words.ts';
import { handshakeWords } from '../transport/handshake-trouble.ts';
import { opensTls } from '../transport/proxy-failure.ts';
import { tlsContext } from '../transport/tls-context.ts';
import { distrustOf } from '../transport/trust.ts';
import { throughLocalProxy } from './at-local-proxy.ts';
import { type BankUrl, bankUrls, byHost } from './bank-urls.ts';
import { consistencyFindings, doubleEntries } from './consistency.ts';
import { failureAtLocalProxy, type Probe, probeHost } from './probe.ts';
import { unresolved, variableFindings, variablesIn } from './variables.ts';

/** What was found about a URL or a host; `url` where it is about one. */
export interface UrlFinding extends Finding {
  url?: string;
}

export interface CheckedUrls {
  bank: string;
  urls: BankUrl[];
  findings: UrlFinding[];
}

const soon = 30;
const day = 24 * 3600 * 1000;
const environmentFile = z.looseObject({
  values: z.array(z.looseObject({ key: z.string(), value: z.unknown(), enabled: z.unknown() })),
});

/**
 * Checks the URLs of the session's bank: name, port, TLS chain and name, days left, whether a client certificate is asked for and
 * accepted; discovery against the entry; variables without a value and entries made twice. The certificate is shown to the hosts of the
 * bank that are for it, and to no other. Nothing is thrown for what is amiss: it is a finding.
 *
 * @example
 * const { findings } = await checkUrls(session, signal);
 * const good = findings.every(({ severity }) => severity !== 'error');
 */
export async function checkUrls(session: Session, signal?: AbortSignal): Promise<CheckedUrls> {
  const { workspace, bank } = session;
  const metadata = await outcome(session.metadata());
  const found = 'value' in metadata ? metadata.value : undefined;
  const urls = bankUrls(bank.entry, found);
  const [hosts, keys, environment] = await Promise.all([
    checkHosts(session, urls, signal),
    found === undefined ? [] : keyFindings(session, found.jwksUri),
    downloadedEnvironment(session),
  ]);
  return {
    bank: bank.name,
    urls,
    findings: byCause([
      ...urls.flatMap(({ name, url }) =>
        variablesIn(decodedUrl(url)).map((each) => unresolved(each, name, 'openbanking.json')),
      ),
      ...('problem' in metadata ? [failedFinding(metadata.problem.code, metadata.problem, bank.entry.discovery)] : []),
      ...(found === undefined || found.withoutDocument || bank.entry.discovery === undefined
        ? []
        : [fine('discovery', t('Discovery answers; the issuer is {0}.', found.issuer), bank.entry.discovery)]),
      ...(found === undefined ? [] : discoveryFindings(found)),
      ...keys,
      ...hosts,
      ...(found === undefined ? [] : consistencyFindings(workspace.file, bank, found)),
      ...doubleEntries(workspace.file, bank, urls),
      ...environment,
    ]),
  };
}

/** What one cause did to several URLs is told once, with all of them; and no finding about a URL leaves open which it is. */
function byCause(findings: readonly UrlFinding[]): UrlFinding[] {
  const groups = new Map<string, [UrlFinding, ...UrlFinding[]]>();
  for (const finding of findings) {
    const cause = [finding.severity, finding.code, finding.message].join('\n');
    const group = groups.get(cause);
    if (group) group.push(finding);
    else groups.set(cause, [finding]);
  }
  return [...groups.values()].map((group) => {
    const [first] = group;
    const urls = [...new Set(group.flatMap(({ url }) => url ?? []))];
    const named = first.severity === 'information' || urls.every((url) => first.message.includes(new URL(url).host));
    return named ? first : { ...first, message: t('{0} It is about {1}.', first.message, urls.join(', ')) };
  });
}

async function checkHosts(session: Session, urls: readonly BankUrl[], signal?: AbortSignal): Promise<UrlFinding[]> {
  const { workspace, bank } = session;
  const [authorities, credentials] = await Promise.all([
    outcome(workspace.certificateAuthorities(bank)),
    outcome(workspace.transportCredentials(bank)),
  ]);
  const trusted = 'value' in authorities ? authorities.value : [];
  const plain = tlsContext(trusted);
  const { certificate, key, proxy: terminator } = 'value' in credentials ? credentials.value : {};
  // Looked at once for all hosts behind it, and not at all where there are none.
  let failure: Promise<string | undefined> | undefined;
  const mutual = certificate !== undefined && key !== undefined ? tlsContext(trusted, { certificate, key }) : undefined;
  const lacking = [authorities, credentials].flatMap((each) =>
    'problem' in each ? [failedFinding(each.problem.code, each.problem)] : [],
  );
  const checked = await Promise.all(
    [...byHost(urls)].map(async ([origin, here]) => {
      const wanted = here.some((each) => each.mutual);
      if (wanted && terminator && origin.startsWith('https:')) {
        failure ??= failureAtLocalProxy(terminator, signal);
        return [throughLocalProxy(new URL(origin), here, terminator, await failure)];
      }
      const way = await outcome(Promise.resolve().then(() => session.proxies?.serverFor(new URL(origin))));
      if ('problem' in way) return [failedFinding(way.problem.code, way.problem, origin)];
      const probe = await probeHost(new URL(origin), {
        plain,
        ...(way.value ? { proxy: way.value } : {}),
        ...(wanted && mutual ? { mutual } : {}),
        ...(signal ? { signal } : {}),
      });
      return hostFindings(new URL(origin), here, probe, session.surroundings.now(), trusted);
    }),
  );
  return [...lacking, ...checked.flat()];
}

/**
 * The findings about one host.
 *
 * @param authorities PEM of the workspace's CA certificates, so that it can be said what they lack
 */
export function hostFindings(
  url: URL,
  here: readonly BankUrl[],
  probe: Probe,
  now: number,
  authorities: readonly string[] = [],
): UrlFinding[] {
  const names = [...new Set(here.map(({ name }) => name))].join(', ');
  const at = `${url.host} (${names}${probe.proxy ? t('; through the proxy {0}', probe.proxy.name) : ''})`;
  const about = (
    severity: Finding['severity'],
    code: string,
    message: string,
    advice: string | Advice,
  ): UrlFinding => ({
    severity,
    code,
    message,
    ...(typeof advice === 'string' ? { fix: advice } : fixOf(advice)),
    url: url.origin,
  });
  const { failed, server, clientCertificate } = probe;
  if (failed?.step === 'proxy') return [failedFinding(failed.problem.code, failed.problem, url.origin)];
  if (failed) return [about('error', `${failed.step}_failed`, ...stepFailed(at, url, failed))];
  const findings: UrlFinding[] = [];
  if (server?.problem !== undefined) {
    const { certificate, problem: code } = server;
    const { trouble, message } = distrustOf({ host: at, code, authorities, ...(certificate ? { certificate } : {}) });
    const advice = certificateTroubles[trouble].try;
    const inspected = probe.proxy ? ` ${opensTls}` : '';
    findings.push(about('error', 'server_certificate_untrusted', message, `${advice}${inspected}`));
  }
  const days = server === undefined ? undefined : Math.floor((server.validTo - now) / day);
  if (days !== undefined && days >= 0 && days < soon) {
    findings.push(
      about(
        'warning',
        'server_certificate_expires',
        t('The certificate of {0} ends in {1}.', at, counted(days, 'day')),
        t('The bank has to renew it; ask when, and whether its CA changes.'),
      ),
    );
  }
  const wanted = here.some(({ mutual }) => mutual);
  const browsed = here.filter(({ mutual }) => !mutual);
  if (clientCertificate === 'refused') {
    findings.push(
      about(
        'error',
        'certificate_refused',
        t('{0} asks for a client certificate and does not take ours.', at),
        t('Check its dates, its chain (the leaf first, then its issuing CA), and that the bank knows it.'),
      ),
    );
  } else if (clientCertificate === 'not_asked' && wanted) {
    findings.push(
      about(
        'warning',
        'certificate_not_asked',
        t('{0} does not ask for a client certificate, though the flow presents one there.', at),
        t(
          'It may be the address for browsers: look for another host in mtls_endpoint_aliases or at the bank’s portal.',
        ),
      ),
    );
  } else if (clientCertificate === 'required' && !wanted) {
    findings.push(
      about(
        'error',
        'certificate_required',
        t('{0} lets nobody in without a client certificate; a browser, or whoever reads discovery, has none.', at),
        t('Check {0}: it may be the address of another endpoint.', browsed.map(({ name }) => name).join(', ')),
      ),
    );
  }
  if (findings.some(({ severity }) => severity !== 'information')) return findings;
  return [about('information', 'url', `${at}: ${goodWords(url, probe, days)}.`, '')];
}

function goodWords(url: URL, { addresses, protocol, clientCertificate }: Probe, days: number | undefined): string {
  // Behind a proxy it is the proxy that looks them up.
  const where = addresses.length === 0 ? '' : t(' at {0}', addresses.join(', '));
  if (url.protocol === 'http:') return t('reached{0}, plain http on this machine', where);
  const verdict = {
    accepted: t('our client certificate is asked for and accepted'),
    asked: t('a client certificate is asked for, and not needed'),
    not_asked: t('no client certificate is asked for'),
    required: t('a client certificate is needed'),
    refused: t('our client certificate is refused'),
  } as const;
  const client = clientCertificate === undefined ? '' : `; ${verdict[clientCertificate]}`;
  return t(
    'reached{0} by {1}, certificate trusted{2}{3}',
    where,
    protocol ?? t('TLS'),
    days === undefined ? '' : t(' and good for {0}', counted(days, 'day')),
    client,
  );
}

type FailedStep = Exclude<NonNullable<Probe['failed']>, { step: 'proxy' }>;

function stepFailed(
  at: string,
  url: URL,
  { step, code, trouble }: FailedStep,
): [message: string, advice: string | Advice] {
  if (code === 'cancelled') return [t('{0} was not looked at: cancelled.', at), t('Check again.')];
  if (step === 'dns')
    return [
      t('The name {0} of {1} is not known ({2}).', url.hostname, at, code),
      t('Check its spelling, and the network.'),
    ];
  if (step === 'tcp') {
    if (isLoopback(url.hostname))
      return [t('Nothing answers at {0} ({1}).', at, code), connectionTroubles.sandbox_stopped];
    return [
      t('Nothing answers at {0} ({1}).', at, code),
      t('Check the port, that the bank is running, and whether a firewall is in between.'),
    ];
  }
  if (trouble) return [`${handshakeWords(trouble, at)} (${code}).`, connectionTroubles[trouble]];
  return [
    t('The TLS handshake with {0} failed ({1}).', at, code),
    t('Check the port: it may be one for plain http; or the server and this machine have no version of TLS in common.'),
  ];
}

async function keyFindings(session: Session, jwksUri: string): Promise<UrlFinding[]> {
  const keys = await outcome(session.keys());
  return 'problem' in keys
    ? [failedFinding(keys.problem.code, keys.problem, jwksUri)]
    : [fine('jwks', t('The bank’s keys (jwks_uri) can be read.'), jwksUri)];
}

/** The environment of step 2.3, where it was downloaded. */
async function downloadedEnvironment({ workspace, bank }: Session): Promise<Finding[]> {
  const path = join('.openbanking', `${bank.name}.postman_environment.json`);
  const text = await readOwn(join(workspace.folder, path), path).catch(() => undefined);
  if (text === undefined) return [];
  try {
    const read = environmentFile.safeParse(parseJson(text));
    return read.success ? variableFindings(read.data.values, path) : [notEnvironment(path)];
  } catch {
    return [notEnvironment(path)];
  }
}

function notEnvironment(path: string): Finding {
  return {
    severity: 'warning',
    code: 'environment_invalid',
    message: t('{0} is no Postman environment.', path),
    fix: t('Download it again.'),
    remedies: [{ do: 'downloadEnvironment' }],
    path,
  };
}

const fine = (code: string, message: string, url: string): UrlFinding => ({
  severity: 'information',
  code,
  message,
  fix: '',
  url,
});

function failedFinding(code: string, problem: Problem, url?: string): UrlFinding {
  return {
    severity: 'error',
    code,
    message: problem.message,
    ...fixOf(problem),
    ...(url === undefined ? {} : { url }),
  };
}

function decodedUrl(url: string): string {
  return url.replace(/%7B/gi, '{').replace(/%7D/gi, '}');
}

async function outcome<T>(promise: Promise<T>): Promise<{ value: T } | { problem: Problem }> {
  try {
    return { value: await promise };
  } catch (thrown) {
    return { problem: problemOf(thrown) };
  }
}
