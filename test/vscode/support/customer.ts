/** A customer of the embedded bank with a browser of the simplest kind: follows a link, decides on the bank's pages, and comes back. */
import assert from 'node:assert/strict';
import { authoriseAs } from '../../../src/tpp/authorization/headless.ts';

/** Authorises at the bank. @returns the redirect URL, which is not opened */
export function authoriseAt(url: string, user = 'rora'): Promise<string> {
  return authoriseAs(url, { user });
}

/** Where a short address of ours sends the browser on to. */
async function target(short: string): Promise<string> {
  const { status, headers } = await fetch(short, { redirect: 'manual' });
  const location = headers.get('location');
  assert(location, `${short} answered ${status} without a location.`);
  return location;
}

/** Opens the redirect URL as a browser would: the page there posts the fragment. @returns what the page then says */
export async function comeBack(redirect: string): Promise<string> {
  const url = new URL(redirect);
  const page = await fetch(url);
  if (url.hash === '') return page.text();
  await page.text();
  const told = await fetch(`${url.origin}${url.pathname}`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: url.hash.slice(1),
  });
  return told.text();
}

/** The whole way of one browser, from our short address to the page it ends on. */
export async function browse(short: string, user = 'rora'): Promise<string> {
  return comeBack(await authoriseAt(await target(short), user));
}
