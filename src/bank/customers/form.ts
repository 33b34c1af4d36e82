/** A form that a browser sends back: read, and refused when it does not come from our own page. */
import { createHmac } from 'node:crypto';
import type { Context } from 'koa';
import { BodyTooLarge, type ReadBody } from '../http/state.ts';
import { isSameText } from '../same-text.ts';

/** Name of the hidden field with the token. */
export const csrfField = 'csrf';

/** A form is refused with a page that says what to do. */
export interface FormRefusal {
  status: 400 | 403 | 413 | 415;
  title: string;
  text: string;
}

/** The token of the forms of one interaction: an HMAC of its uid, which another site can neither read nor make. */
export function csrfToken(secret: Buffer, uid: string): string {
  return createHmac('sha256', secret).update(`interaction\n${uid}`).digest('base64url');
}

/**
 * Whether the browser says that another site sent the form. Our pages' `Referrer-Policy: no-referrer` makes browsers
 * write `Origin: null` on their own forms too, so `null` alone says nothing: Sec-Fetch-Site and the token decide.
 */
export function fromElsewhere(ctx: Context): boolean {
  const site = ctx.get('Sec-Fetch-Site');
  if (site !== '' && site !== 'same-origin' && site !== 'none') return true;
  const origin = ctx.get('Origin');
  return origin !== '' && origin !== 'null' && origin !== `${ctx.protocol}://${ctx.host}`;
}

const foreign: FormRefusal = {
  status: 403,
  title: 'This did not come from our page',
  text: 'Nothing was changed. Go back to the page of Workbench Bank, load it again and try once more.',
};

/**
 * Reads an `application/x-www-form-urlencoded` body and checks where it comes from.
 *
 * @param limit bytes
 */
export async function readForm(
  ctx: Context,
  { uid, readBody, csrfSecret, limit }: { uid: string; readBody: ReadBody; csrfSecret: Buffer; limit: number },
): Promise<{ form: URLSearchParams } | { refused: FormRefusal }> {
  if (fromElsewhere(ctx)) return { refused: foreign };
  if (!ctx.is('application/x-www-form-urlencoded')) {
    const text = 'The page expects what its own form sends: application/x-www-form-urlencoded.';
    return { refused: { status: 415, title: 'We could not read that', text } };
  }
  try {
    const form = new URLSearchParams((await readBody(ctx, limit)).toString('utf8'));
    return isSameText(single(form, csrfField), csrfToken(csrfSecret, uid)) ? { form } : { refused: foreign };
  } catch (error) {
    if (!(error instanceof BodyTooLarge)) throw error;
    const text = 'What was sent is longer than any form of ours. Go back and try again.';
    return { refused: { status: 413, title: 'That was too much', text } };
  }
}

/** The value of a field that a form has once; empty when it is absent or stands there twice. */
export function single(form: URLSearchParams, name: string): string {
  const [value, ...more] = form.getAll(name);
  return value === undefined || more.length > 0 ? '' : value;
}
