/** The bank's id_tokens as its profile has them deviate: claims that they lack. */
import type { Provider } from 'oidc-provider';
import { deviates } from '../profile/deviation.ts';
import type { Profile } from '../profile/profile.ts';

/** Leaves out of every id_token, before it is signed, what the profile has it lack. */
export function deviatingIdTokens(provider: Provider, profile: Profile): void {
  const left = [
    ...(deviates(profile, 'id_token', 'no-acr') ? ['acr'] : []),
    ...(deviates(profile, 'id_token', 'no-nonce') ? ['nonce'] : []),
  ];
  if (left.length === 0) return;
  const { prototype } = provider.IdToken as unknown as { prototype: { payload(): Promise<Record<string, unknown>> } };
  const { payload } = prototype;
  prototype.payload = async function () {
    const claims = await payload.call(this);
    return Object.fromEntries(Object.entries(claims).filter(([name]) => !left.includes(name)));
  };
}
