/** The frame around every page of the customer's, and the headers that keep it safe. */
import { createHash } from 'node:crypto';
import type { Context } from 'koa';
import { scriptUrl } from './elsewhere-script.ts';
import { type Fragment, type Html, html, textOf } from './html.ts';
import { icons } from './icons.ts';
import { styles } from './styles.ts';

/** Where the router serves the stylesheet; the query changes with it, so that browsers may keep it for good. */
export const stylesPath = '/interaction/styles.css';
const stylesUrl = `${stylesPath}?v=${createHash('sha256').update(styles).digest('hex').slice(0, 12)}`;

/**
 * No `form-action`: Chromium applies it to the redirects that follow a form, and the last of them is the TPP's, on an
 * origin or a scheme of its own.
 */
const directives = [
  "default-src 'none'",
  "style-src 'self'",
  'img-src data:',
  "frame-ancestors 'none'",
  "base-uri 'none'",
];
/** Of the one page that asks the bank something by itself. */
const asking = ["script-src 'self'", "connect-src 'self'"];

/** Sets what every answer of these pages carries, redirects included: no framing, no sniffing, no referrer, no copy kept. */
export function setPageHeaders(ctx: Pick<Context, 'set'>, asks = false): void {
  ctx.set({
    'Content-Security-Policy': [...directives, ...(asks ? asking : [])].join('; '),
    'X-Frame-Options': 'DENY',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
  });
}

export interface Page {
  /** What the tab says, before the bank's name. */
  title: string;
  width: 'narrow' | 'wide';
  /** Beside the word Sandbox, e.g. the bank's profile. */
  note?: string;
  /** Who is logged in, and the way out. */
  bar?: Html;
  content: Html;
  /** Whether it asks the bank by itself, by the one script that there is. */
  asks?: boolean;
}

/** The text of a whole page. */
export function pageText({ title, width, note, bar, content, asks }: Page): string {
  return textOf(html`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<title>${title} – Workbench Bank</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${stylesUrl}">${
    asks === true &&
    html`
<script src="${scriptUrl}" defer></script>`
  }
</head>
<body>
<header class="top">
<p class="brand"><span class="mark">${icons.bank}</span>Workbench Bank</p>
<p class="sandbox">Sandbox${note !== undefined && html`<span class="profile"> · ${note}</span>`}</p>
${bar}
</header>
<main class="${width}">
${content}
</main>
<footer class="foot"><p>A bank for trying things out, on your own computer. Its customers and their money are invented.</p></footer>
</body>
</html>
`);
}

/** Answers with a page. */
export function showPage(ctx: Context, status: number, page: Page): void {
  setPageHeaders(ctx, page.asks);
  ctx.status = status;
  ctx.type = 'text/html; charset=utf-8';
  ctx.body = pageText(page);
}

/** Sends the browser on, after a form or elsewhere. */
export function seeOther(ctx: Context, url: string): void {
  setPageHeaders(ctx);
  ctx.status = 303;
  ctx.set('Location', url);
  ctx.type = 'text/plain; charset=utf-8';
  ctx.body = 'Going on.\n';
}

/** What went wrong on a page, which the fields it concerns name in `aria-describedby`. */
export function alertBox(id: string, text: Fragment): Html {
  return html`<div class="alert" role="alert" id="${id}">${icons.alert}<p>${text}</p></div>`;
}

/** What was done, told to a screen reader when the page arrives. */
export function noticeBox(text: Fragment): Html {
  return html`<div class="notice" role="status">${icons.done}<p>${text}</p></div>`;
}
