/** Of every kind of document the store knows what dates it. */
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { isKind, livesByProtocolTime, undatedKinds } from '../../../src/bank/store/store.ts';

/** What is no model by itself, or is never kept. */
const notKept = /^(?:base_model|base_token|id_token|index|payload|token_helpers)\./;

test('every model of the provider is a kind', () => {
  const models = join(dirname(createRequire(import.meta.url).resolve('oidc-provider')), 'models');
  const names = readdirSync(models)
    .filter((file) => file.endsWith('.js') && !notKept.test(file))
    .map((file) => file.slice(0, -3).replace(/(?:^|_)(.)/g, (_, letter: string) => letter.toUpperCase()));
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !isKind(name))).toEqual([]);
});

test('what business time dates goes with it, and what a TPP signed or the Directory issued stays', () => {
  const stays = (kind: string) => undatedKinds.some((each) => each === kind);
  expect(['Consent', 'Grant', 'AccessToken', 'Session', 'CustomerLogin'].filter(stays)).toEqual([]);
  expect(['Jti', 'Client', 'Registration', 'Setting', 'Organisation'].filter((kind) => !stays(kind))).toEqual([]);
  expect([livesByProtocolTime('Jti'), livesByProtocolTime('Client')]).toEqual([true, false]);
});
