/** Tokens inside tokens: the software statement of a registration request, for one. */
import type { Inspection } from '../../tpp/inspect/inspection.ts';
import type { Tpp } from '../workbench/workbench.ts';
import type { GivenToken } from './given.ts';

/** The value that a JSON pointer (RFC 6901) names in `{ header, payload }`. */
export function valueAt({ header, payload }: Pick<Inspection, 'header' | 'payload'>, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (around, name) =>
        typeof around === 'object' && around !== null && Object.hasOwn(around, name)
          ? Reflect.get(around, name)
          : undefined,
      { header, payload },
    );
}

/**
 * The token that stands inside another.
 * @param path pointers that lead to it, one for each token on the way
 * @returns undefined where there is none
 */
export function tokenInside(
  tpp: Pick<Tpp, 'inspectToken'>,
  { text, label, source, context }: GivenToken,
  path: readonly string[],
): GivenToken | undefined {
  let value: unknown = text;
  for (const pointer of path) {
    value = typeof value === 'string' ? valueAt(tpp.inspectToken(value, { now: Date.now() }), pointer) : undefined;
  }
  const name = path.at(-1)?.split('/').at(-1);
  if (typeof value !== 'string' || name === undefined) return undefined;
  const { origin: _place, ...around } = context ?? {};
  return {
    text: value,
    label: `${label} › ${name}`,
    source: source.from === 'hand' ? source : { ...source, inside: [...(source.inside ?? []), ...path] },
    context: around,
  };
}
