/** The window's secrets, which VS Code hands to the extension alone: caught as the extension looks them up for the first time. */
import assert from 'node:assert/strict';
import type { SecretStorage } from 'vscode';

let caught: SecretStorage | undefined;

/** Gives them to tests. @param ask has the extension look for a secret */
export async function secretStorage(ask: () => PromiseLike<unknown>): Promise<SecretStorage> {
  const { get } = WeakMap.prototype;
  WeakMap.prototype.get = function (this: WeakMap<WeakKey, unknown>, key: WeakKey): unknown {
    if (typeof key === 'object' && isStorage(key)) caught = key;
    return get.call(this, key);
  };
  try {
    await ask();
  } finally {
    WeakMap.prototype.get = get;
  }
  assert(caught, 'The extension looked for no secret.');
  return caught;
}

const isStorage = (value: object): value is SecretStorage =>
  ['get', 'store', 'delete', 'keys'].every((name) => typeof Reflect.get(value, name) === 'function') &&
  'onDidChange' in value;
