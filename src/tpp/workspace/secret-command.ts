/** A team's secrets where its own command keeps them; what that command does not take stays here, so that nothing a bank gave is lost. */
import { t } from '../../standard/language.ts';
import type { RunCommand } from '../commands/allowed-command.ts';
import { fail, type Problem, problemOf } from '../errors.ts';
import type { Finding } from '../finding.ts';
import { fixOf } from '../remedies.ts';
import type { WorkspaceFile } from './schema.ts';
import { commandFor, type SecretAction, type SecretCommand } from './secret-command-schema.ts';
import { type SecretName, type SecretStore, unstoredName } from './secrets.ts';
import type { StateStore } from './state.ts';

/** Milliseconds for which a secret that the command gave is not asked for again. */
const cacheLifetime = 30_000;
/** Milliseconds that a command may take to store a secret before that is kept here until it has. */
const moment = 300;

/** What the command is told of a secret, by these names in its arguments and as `OBW_SECRET_…` in its environment. */
interface Told {
  kind: 'client_secret' | 'tokens' | 'signing_passphrase' | 'transport_passphrase';
  bank: string;
  clientId: string;
  consentId: string;
}

export interface CommandSecrets {
  workspace: { file: WorkspaceFile; run: RunCommand };
  bank: string;
  /** The editor's SecretStorage, or files and the environment. */
  secrets: SecretStore;
  /** Which client a consent is of. */
  state: StateStore;
  warn(warning: Finding): void;
  now(): number;
}

/**
 * The secrets of a bank by its `secretCommand`, else that of the whole file; the same store where there is neither. A secret is looked for in
 * the environment, then by the command, then in the store. Client secrets and, where the command can store, customers' tokens are the
 * command's; everything else stays in the store.
 *
 * Errors of `get`: `command_not_allowed`, `command_failed`, where the store has nothing either. `set` does not fail for the command.
 */
export function commandSecretStore(options: CommandSecrets): SecretStore {
  const { workspace, bank, secrets, state, warn, now } = options;
  const setting = settingOf(workspace.file, bank);
  if (setting === undefined) return secrets;
  const known = new Map<SecretName, { value: string | undefined; at: number }>();
  const canStore = commandFor(setting.command, 'store') !== undefined;
  const isCommands = (name: SecretName): boolean =>
    name.startsWith('client_secret/') || (canStore && name.startsWith('tokens/'));
  const run = async (action: SecretAction, name: SecretName, input?: string) =>
    call(workspace.run, setting, action, await toldOf(name, state), input);
  const remember = (name: SecretName, value: string | undefined) => {
    known.set(name, { value, at: now() });
    return value;
  };
  /** What the command gives, or gave a moment ago. */
  const given = async (name: SecretName, fresh = false): Promise<string | undefined> => {
    const before = known.get(name);
    if (before && !fresh && Math.abs(now() - before.at) < cacheLifetime) return before.value;
    return remember(name, await run('get', name));
  };
  const keepHere = async (name: SecretName, value: string, why: Pick<Problem, 'message' | 'remedies'>) => {
    await secrets.set(unstoredName(name), value);
    const [they, are, them] = name.startsWith('tokens/') ? ['They', 'are', 'them'] : ['It', 'is', 'it'];
    warn({
      severity: 'warning',
      code: 'secret_not_stored',
      message: t(
        '{0} could not be handed to {1} and {2} kept here: {3}',
        wordsOf(name),
        setting.member,
        are,
        why.message,
      ),
      fix: canStore
        ? t('{0} {1} used from here, and handed over as soon as the command takes {2}.', they, are, them)
        : t(
            'Put {0} where the command finds {1}; {2} {3} used from here until then.',
            them,
            them,
            they.toLowerCase(),
            are,
          ),
      remedies: why.remedies ?? [],
    });
  };
  /** Nothing gives a secret again, should we be ended while the command asks its user or its server. */
  const keptMeanwhile = (name: SecretName, value: string): { end(): Promise<void> } => {
    let kept: Promise<unknown> | undefined;
    const timer = setTimeout(() => {
      remember(unstoredName(name), value);
      kept = secrets.set(unstoredName(name), value).catch(() => undefined);
    }, moment);
    return {
      end: async () => {
        clearTimeout(timer);
        await kept;
        known.delete(unstoredName(name));
      },
    };
  };
  const took = async (name: SecretName, value: string): Promise<void> => {
    remember(name, value);
    await secrets.delete(unstoredName(name));
    // A copy of before the command had it.
    await secrets.delete(name);
  };
  const store = async (name: SecretName, value: string): Promise<void> => {
    await run('store', name, value);
    await took(name, value);
  };
  /** What the command has not taken yet, which is newer than what it has. It is offered anew, at most every so often. */
  const unstored = async (name: SecretName): Promise<string | undefined> => {
    const value = await secrets.get(unstoredName(name));
    if (value === undefined) return undefined;
    const tried = known.get(unstoredName(name));
    if (tried && Math.abs(now() - tried.at) < cacheLifetime) return value;
    remember(unstoredName(name), value);
    try {
      if (canStore) await store(name, value);
      else if ((await given(name, true)) === value) await secrets.delete(unstoredName(name));
    } catch {
      // It was told when it was kept.
    }
    return value;
  };
  return {
    ...secrets,
    get: async (name, fresh) => {
      if (!isCommands(name)) return secrets.get(name);
      const first = (await secrets.given?.(name)) ?? (await unstored(name));
      if (first !== undefined) return first;
      try {
        return (await given(name, fresh)) ?? (await secrets.get(name));
      } catch (thrown) {
        const here = await secrets.get(name);
        if (here === undefined) throw thrown;
        const { code, message, ...advice } = problemOf(thrown);
        warn({ severity: 'warning', code, message: t('{0} What is kept here was used.', message), ...fixOf(advice) });
        return here;
      }
    },
    known: async (name) =>
      isCommands(name)
        ? ((await secrets.get(unstoredName(name))) ?? known.get(name)?.value ?? secrets.get(name))
        : secrets.get(name),
    set: async (name, value) => {
      if (!isCommands(name)) return secrets.set(name, value);
      known.delete(unstoredName(name));
      const meanwhile = keptMeanwhile(name, value);
      try {
        const isNew = name.startsWith('tokens/') || (await given(name).catch(() => undefined)) !== value;
        if (isNew && !canStore) {
          await meanwhile.end();
          // It was asked just now, and a person who said no to it then is not asked at once again.
          remember(unstoredName(name), value);
          return await keepHere(name, value, { message: t('it has no command to store with.') });
        }
        if (isNew) await run('store', name, value);
        await meanwhile.end();
        await took(name, value);
      } catch (thrown) {
        await meanwhile.end();
        await keepHere(name, value, problemOf(thrown));
      }
    },
    delete: async (name) => {
      await secrets.delete(name);
      if (!isCommands(name)) return;
      await secrets.delete(unstoredName(name));
      // A client's secret is the team's: its vault is its own to clear.
      if (!name.startsWith('tokens/')) return;
      try {
        if ((await given(name)) !== undefined) await run('store', name, '');
        remember(name, undefined);
      } catch (thrown) {
        const { code, message, ...advice } = problemOf(thrown);
        warn({
          severity: 'warning',
          code,
          message: t('{0} may still be stored: {1}', wordsOf(name), message),
          ...fixOf(advice),
        });
      }
    },
  };
}

/** The same for the secrets of every bank, by their names. */
export function commandSecretStores(options: Omit<CommandSecrets, 'bank'>): SecretStore {
  const stores = new Map<string, SecretStore>();
  const storeOf = (name: SecretName): SecretStore => {
    const [, bank = ''] = name.split('/');
    const store = stores.get(bank) ?? commandSecretStore({ ...options, bank });
    stores.set(bank, store);
    return store;
  };
  return {
    ...options.secrets,
    get: (name, fresh) => storeOf(name).get(name, fresh),
    set: (name, value) => storeOf(name).set(name, value),
    delete: (name) => storeOf(name).delete(name),
  };
}

/** The passphrase of a key by the file's own `secretCommand`; undefined where there is none. Errors: `command_not_allowed`, `command_failed` */
export async function commandPassphrase(
  { file, run }: CommandSecrets['workspace'],
  purpose: 'signing' | 'transport',
): Promise<string | undefined> {
  const { secretCommand: command } = file;
  if (command === undefined) return undefined;
  const told: Told = { kind: `${purpose}_passphrase`, bank: '', clientId: '', consentId: '' };
  return call(run, { command, member: 'secretCommand' }, 'get', told);
}

interface Setting {
  command: SecretCommand;
  /** Where it stands. */
  member: string;
}

function settingOf({ banks, secretCommand }: WorkspaceFile, bank: string): Setting | undefined {
  const own = Object.hasOwn(banks, bank) ? banks[bank]?.secretCommand : undefined;
  if (own !== undefined) return { command: own, member: `banks.${bank}.secretCommand` };
  return secretCommand && { command: secretCommand, member: 'secretCommand' };
}

/** The member that has the command for a bank's secrets; undefined where there is none. */
export const secretMemberOf = (file: WorkspaceFile, bank: string): string | undefined => settingOf(file, bank)?.member;

/** Every argument list of the file, with the member that has it. */
export function secretCommandsIn({ banks, secretCommand }: WorkspaceFile) {
  const settings = [
    ...(secretCommand ? [{ command: secretCommand, member: 'secretCommand' }] : []),
    ...Object.keys(banks).flatMap((bank) => {
      const command = banks[bank]?.secretCommand;
      return command ? [{ command, member: `banks.${bank}.secretCommand` }] : [];
    }),
  ];
  return settings.flatMap((setting) => {
    if (Array.isArray(setting.command)) return [{ member: setting.member, command: setting.command }];
    const { get, store } = setting.command;
    return [
      { member: memberFor(setting, 'get'), command: get },
      ...(store ? [{ member: memberFor(setting, 'store'), command: store }] : []),
    ];
  });
}

const memberFor = ({ command, member }: Setting, action: SecretAction): string =>
  Array.isArray(command) ? member : `${member}.${action}`;

async function call(
  run: RunCommand,
  setting: Setting,
  action: SecretAction,
  { kind, bank, clientId, consentId }: Told,
  input?: string,
): Promise<string | undefined> {
  const command = commandFor(setting.command, action);
  if (command === undefined) return undefined;
  const name = consentId === '' ? kind : `${kind}.${consentId}`;
  const purpose = t(
    '{0} the {1}',
    action === 'get' ? t('give') : t('store'),
    subjectOf(kind, kind === 'tokens' ? consentId : clientId),
  );
  const output = await run(
    { member: memberFor(setting, action), command },
    {
      purpose,
      values: present({ action, kind, name, bank, clientId, consentId }),
      environment: {
        OBW_SECRET_ACTION: action,
        OBW_SECRET_KIND: kind,
        OBW_SECRET_NAME: name,
        OBW_SECRET_BANK: bank,
        OBW_SECRET_CLIENT_ID: clientId,
        OBW_SECRET_CONSENT_ID: consentId,
      },
      input,
    },
  );
  const secret = output.toString('utf8').replace(/\r?\n$/, '');
  if (action === 'get' && /\p{Cc}/u.test(secret)) {
    fail({
      code: 'command_failed',
      message: t(
        '{0} of openbanking.json printed several lines, or characters that no secret has.',
        memberFor(setting, action),
      ),
      try: t('Have it print the secret alone, as text on one line; colours and headings go to standard error.'),
    });
  }
  return secret === '' || action === 'store' ? undefined : secret;
}

/** What a secret has none of is not filled in: the command is then refused by the tool that it calls, or told by its environment. */
const present = (values: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));

async function toldOf(name: SecretName, state: StateStore): Promise<Told> {
  const [kind, bank = '', ...rest] = name.split('/');
  const id = rest.join('/');
  if (kind !== 'tokens') return { kind: 'client_secret', bank, clientId: id, consentId: '' };
  const { consents } = await state.read();
  const consent = consents.find((each) => each.bank === bank && each.consentId === id);
  return { kind, bank, clientId: consent?.clientId ?? '', consentId: id };
}

function wordsOf(name: SecretName): string {
  const [kind, , ...rest] = name.split('/');
  return t('The {0}', subjectOf(kind === 'tokens' ? kind : 'client_secret', rest.join('/')));
}

function subjectOf(kind: Told['kind'], id: string): string {
  if (kind === 'client_secret') return t('secret of the client {0}', id);
  return kind === 'tokens' ? t('tokens of the consent {0}', id) : kind.replace('_', ' key’s ');
}
