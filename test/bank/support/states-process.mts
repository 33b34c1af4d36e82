/** The states as a process, for tests in VS Code: one line of JSON names a state, another gives its folder and the secrets that belong there. */
import { readdir, readFile } from 'node:fs/promises';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

// The project's own version is all that is read of it, and Node takes no name out of a JSON module.
registerHooks({
  load: (url, context, next) =>
    url.endsWith('/package.json')
      ? { format: 'module', source: "export const version = '0.0.0';", shortCircuit: true }
      : next(url, context),
});

const [{ makeWorld }, { possibleStates }] = await Promise.all([import('./states.ts'), import('./possible-states.ts')]);
const { values } = parseArgs({ options: { bank: { type: 'string' } } });
const world = await makeWorld(values.bank);
const tell = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);

/** A secret's name stands in that of its file, with `+` for `/` and a hash behind. */
async function secretsIn(folder: string): Promise<Record<string, string>> {
  const names = await readdir(folder).catch(() => []);
  const secrets = names.map(async (name) => {
    const readable = name.slice(0, name.lastIndexOf('.')).replaceAll('+', '%2F');
    return [decodeURIComponent(readable), await readFile(join(folder, name), 'utf8')];
  });
  return Object.fromEntries(await Promise.all(secrets));
}

tell({ clientId: world.clientId, accountId: world.accountId });
for await (const line of createInterface(process.stdin)) {
  const state = possibleStates[Number(line)];
  if (!state) throw new Error(`There is no state ${line}.`);
  const folder = await world.enter(state);
  tell({ folder, secrets: await secretsIn(join(folder, '.openbanking', 'secrets')) });
}
await world.end();
