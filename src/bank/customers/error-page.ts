/** The page for what cannot go on: it says what happened and what to do, and nothing of the inside. */
import type { Context } from 'koa';
import { type Html, html } from './html.ts';
import { icons } from './icons.ts';
import { pageText, setPageHeaders } from './page.ts';

/** Where the customer may go on, where there is such a place. */
interface Way {
  href: string;
  words: string;
}

function content(status: number, title: string, text: string, way?: Way): Html {
  return html`<section class="card message" data-page="error">
<p class="emblem">${icons.alert}</p>
<h1>${title}</h1>
<p>${text}</p>${
    way !== undefined &&
    html`
<p class="actions"><a class="button" href="${way.href}">${way.words}</a></p>`
  }
<p class="small">Error ${status}</p>
</section>`;
}

/**
 * The text of an error page, for any part of the bank that has to show one to a customer. Title and text are escaped.
 *
 * @example
 * ctx.type = 'html'; ctx.body = errorPage(400, 'We cannot go on', error.error_description);
 */
export function errorPage(status: number, title: string, text: string, way?: Way): string {
  return pageText({ title: `Error: ${title}`, width: 'narrow', content: content(status, title, text, way) });
}

/** Answers with an error page, safe headers included. */
export function showError(ctx: Context, status: number, title: string, text: string, way?: Way): void {
  setPageHeaders(ctx);
  ctx.status = status;
  ctx.type = 'text/html; charset=utf-8';
  ctx.body = errorPage(status, title, text, way);
}
