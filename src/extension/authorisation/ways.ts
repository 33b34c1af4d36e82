/** How an answer gets from the browser into the editor, by the redirect URI it comes to. */
import { isLoopback } from '../../standard/loopback.ts';
import { type Catching, catchingOf, type EditorSurroundings } from '../registration/offers.ts';

/** Why an answer cannot be caught. */
export type PasteReason = 'elsewhere' | 'moved_loopback' | 'browser_window' | 'other_editor';

/** Where the extension runs. */
export interface Whereabouts extends EditorSurroundings {
  /** Whether the person's browser finds a listener of ours at this loopback address. */
  reachable: boolean;
}

export interface Caught {
  redirectUri: string;
  way: Catching;
  /** With the way `paste`. */
  reason?: PasteReason;
}

/** How answers to one registered redirect URI are caught in this window; `isCatchable` tells plain http on this machine. */
export function waysOf(redirectUri: string, place: Whereabouts, isCatchable: (uri: string) => boolean): Caught {
  const way = catchingOf(redirectUri, isCatchable, place);
  if (way === 'loopback' && !place.reachable) return { redirectUri, way: 'paste', reason: 'moved_loopback' };
  if (way !== 'paste') return { redirectUri, way };
  if (/^https?:/i.test(redirectUri)) return { redirectUri, way, reason: 'elsewhere' };
  const onDesktop = catchingOf(redirectUri, isCatchable, { ...place, desktop: true });
  return { redirectUri, way, reason: onDesktop === 'editor' ? 'browser_window' : 'other_editor' };
}

/** How much an answer costs the person; a loopback address that moved may still be reached, as when the browser is on this machine after all. */
function cost({ way, reason }: Caught): number {
  const ways: Catching[] = ['loopback', 'editor', 'paste'];
  return ways.indexOf(way) * 2 + (way === 'paste' && reason !== 'moved_loopback' ? 1 : 0);
}

/** The registered redirect URI that costs the person least; the registration's order decides among equals. */
export function best(all: readonly Caught[]): Caught | undefined {
  return all.toSorted((a, b) => cost(a) - cost(b))[0];
}

/**
 * True when a browser reaches what listens on `internal`, by what the editor makes of that address for browsers: it has the same port and is
 * still this machine, or leads through the window's own server (code-server) and that is on the browser's machine.
 */
export function sameDoor(internal: string, external: string): boolean {
  if (!URL.canParse(internal) || !URL.canParse(external)) return false;
  const [ours, theirs] = [new URL(internal), new URL(external)];
  if (isLoopback(theirs.hostname) && theirs.pathname === `/proxy/${ours.port}${ours.pathname}`) {
    return ours.protocol === 'http:' && isLoopback(ours.hostname);
  }
  return (
    ours.protocol === theirs.protocol &&
    ours.port === theirs.port &&
    ours.pathname === theirs.pathname &&
    (ours.hostname === theirs.hostname || (isLoopback(ours.hostname) && isLoopback(theirs.hostname)))
  );
}

/** What an address of the editor's own scheme is made of, as VS Code gives it: already decoded. */
export interface UriParts {
  scheme: string;
  authority: string;
  path: string;
  query: string;
  fragment: string;
}

/** The redirect as the bank sent it. A plus in a code was an encoded one: a code has no spaces. */
export function redirectOf({ scheme, authority, path, query, fragment }: UriParts): string {
  const encoded = (text: string): string =>
    text.replace(
      /(^|&)(code|response|id_token|state)=([^&]*)/g,
      (_all, before: string, name: string, value: string) => `${before}${name}=${encodeURIComponent(value)}`,
    );
  return `${scheme}://${authority}${path}${query ? `?${encoded(query)}` : ''}${fragment ? `#${encoded(fragment)}` : ''}`;
}
