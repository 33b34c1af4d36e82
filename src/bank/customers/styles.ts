/** The stylesheet of the customer's pages, served as one file so that their policy needs neither nonce nor inline style. */
import { dark, light, type Palette } from './palette.ts';

function properties(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, colour]) => `--${name}: ${colour};`)
    .join(' ');
}

const base = `
*, *::before, *::after { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; min-height: 100dvh; display: flex; flex-direction: column; background: var(--page); color: var(--ink);
  font: 1rem/1.5 "Segoe UI Variable Text", "Segoe UI", system-ui, -apple-system, Roboto, "Helvetica Neue", Arial, sans-serif;
  -webkit-text-size-adjust: 100%; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
h1, h2, h3, p, ul, dl, dd, fieldset, legend, table { margin: 0; padding: 0; }
h1 { font-size: clamp(1.5rem, 1.2rem + 1.4vw, 1.875rem); line-height: 1.2; font-weight: 650; letter-spacing: -.015em; text-wrap: balance; }
h2 { font-size: 1.1875rem; line-height: 1.3; font-weight: 650; letter-spacing: -.005em; }
h3 { font-size: 1rem; font-weight: 600; }
.small { font-size: .875rem; color: var(--muted); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.icon { width: 1.5rem; height: 1.5rem; flex: none; fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`;

const frame = `
.top, .foot, main { width: min(100% - clamp(1rem, 6vw, 2rem), 46rem); margin-inline: auto; }
.top { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .5rem 1rem; padding-block: 1.25rem; }
.brand { display: flex; align-items: center; gap: .625rem; font-weight: 650; font-size: 1.0625rem; letter-spacing: -.01em; }
.mark { display: grid; place-items: center; width: 2.25rem; height: 2.25rem; border-radius: .625rem; background: var(--accent); color: var(--onAccent); }
.sandbox { padding: .1875rem .75rem; border: 1px solid transparent; border-radius: 1rem; background: var(--sandboxSoft); color: var(--sandbox); font-size: .8125rem; font-weight: 600; }
.profile { font-weight: 400; }
main { flex: 1; padding-block: .5rem 2rem; display: grid; gap: 1.25rem; align-content: start; }
main.narrow { width: min(100% - clamp(1rem, 6vw, 2rem), 29rem); padding-block-start: clamp(.5rem, 5vh, 3.5rem); }
main.narrow h1 { font-size: 1.5rem; }
.foot { padding-block: 0 2rem; font-size: .8125rem; color: var(--muted); text-align: center; text-wrap: balance; }
.card { display: grid; gap: 1.25rem; min-width: 0; padding: clamp(1.125rem, 4vw, 2.25rem); background: var(--surface);
  border: 1px solid var(--line); border-radius: 1.125rem; box-shadow: 0 1px 2px rgb(0 20 14 / .05), 0 12px 32px -16px rgb(0 20 14 / .18); }
.card > * { min-width: 0; }
.requester { padding: .875rem 1.125rem; border: 1px solid transparent; border-radius: .75rem; background: var(--accentSoft); }
.requester .label { font-size: .8125rem; color: var(--muted); }
.requester .name { font-size: 1.125rem; font-weight: 650; line-height: 1.35; }
.alert { display: flex; gap: .75rem; padding: .875rem 1rem; border: 1px solid currentColor; border-radius: .625rem; background: var(--dangerSoft); color: var(--danger); font-weight: 600; }
.notice { display: flex; gap: .75rem; padding: .875rem 1rem; border: 1px solid currentColor; border-radius: .625rem; background: var(--accentSoft); color: var(--accentStrong); font-weight: 600; }
.message { justify-items: start; }
.emblem { display: grid; place-items: center; width: 3rem; height: 3rem; border-radius: 1rem; background: var(--dangerSoft); color: var(--danger); }
.emblem.good { background: var(--accentSoft); color: var(--accentStrong); }
`;

const connected = `
.session { flex: 1 1 100%; display: flex; align-items: center; justify-content: space-between; gap: .5rem 1rem; padding-block-start: .75rem; border-block-start: 1px solid var(--line); font-size: .9375rem; }
.session button { flex: none; min-width: 0; min-height: 2.5rem; padding: .25rem 1rem; }
.lead { display: grid; gap: .5rem; padding-block: .5rem; }
.lead p { color: var(--muted); max-width: 60ch; }
.connection { gap: .875rem; }
.connection ul, .plain, .shared ul { list-style: none; }
.connection ul { margin-block-end: -.5rem; }
.shared { display: grid; gap: .75rem; }
.connection li + li { border-block-start: 1px solid var(--line); }
.sharing { display: flex; align-items: center; gap: 1rem; margin-inline: -.75rem; padding: .75rem; border-radius: .75rem; color: inherit; text-decoration: none; }
.sharing:hover { background: var(--accentSoft); }
.sharing:hover .nickname { text-decoration: underline; }
.sharing > .icon, .back .icon { color: var(--accent); }
.ended { background: transparent; box-shadow: none; }
.back a { display: inline-flex; align-items: center; gap: .25rem; min-height: 2.5rem; padding-inline-end: .5rem; color: var(--accent); font-weight: 600; border-radius: .5rem; }
.stop { display: grid; gap: .5rem; padding-block-start: 1.25rem; border-block-start: 1px solid var(--line); }
ol.steps { display: grid; gap: .75rem; padding-inline-start: 1.25rem; }
.plain { display: grid; gap: .75rem; }
.plain li { padding-inline-start: 1.25rem; position: relative; }
.plain li::before { content: ""; position: absolute; inset-inline-start: .125rem; inset-block-start: .6em; width: .375rem; height: .375rem; border-radius: 50%; background: var(--accent); }
.account.still { padding-inline-start: 1.125rem; cursor: default; border-color: var(--line); }
.account.still:hover { border-color: var(--line); }
@media (forced-colors: active) { .notice, .ended { border: 1px solid; } .plain li::before { background: CanvasText; } .sharing > .icon, .back .icon { color: LinkText; } }
`;

const forms = `
form { display: grid; gap: 1.25rem; }
fieldset { border: 0; min-width: 0; }
.field { display: grid; gap: .375rem; }
.field label { font-weight: 600; }
.field input { width: 100%; min-height: 3rem; padding: .5rem .875rem; font: inherit; color: inherit; background: var(--surface); border: 1px solid var(--edge); border-radius: .625rem; }
.field input[aria-invalid="true"] { border: 2px solid var(--danger); padding-inline: calc(.875rem - 1px); }
.actions { display: flex; flex-wrap: wrap; gap: .75rem; padding-block-start: .25rem; }
.button { display: inline-grid; place-items: center; text-decoration: none; }
button, .button { min-height: 3rem; min-width: 8rem; padding: .5rem 1.5rem; font: inherit; font-weight: 600; color: var(--accent); background: transparent; border: 1px solid var(--edge); border-radius: .625rem; cursor: pointer; }
button.link { min-height: 2.5rem; min-width: 0; padding: .25rem 0; font-weight: 400; text-decoration: underline; border: 0; }
.code { margin: .5rem 0; font-size: 1.75rem; letter-spacing: .1em; }
button[hidden] { display: none; }
button:hover, .button:hover { border-color: var(--accentStrong); color: var(--accentStrong); background: var(--accentSoft); }
button.primary { color: var(--onAccent); background: var(--accent); border-color: var(--accent); }
button.primary:hover { color: var(--onAccent); background: var(--accentStrong); border-color: var(--accentStrong); }
.danger { color: var(--danger); }
.danger:hover { color: var(--danger); border-color: var(--danger); background: var(--dangerSoft); }
button.danger { color: var(--surface); background: var(--danger); border-color: var(--danger); }
button.danger:hover { color: var(--danger); background: var(--dangerSoft); }
.hint { padding: 1.125rem 1.25rem; border: 1px dashed var(--edge); border-radius: 1.125rem; display: grid; gap: .5rem; font-size: .9375rem; }
.hint h2 { font-size: 1rem; }
.hint p { color: var(--muted); }
.hint table { width: 100%; border-collapse: collapse; text-align: start; }
.hint th, .hint td { padding: .375rem .75rem .375rem 0; overflow-wrap: normal; text-align: start; vertical-align: baseline; border-block-start: 1px solid var(--line); font-weight: 400; }
.hint th:last-child, .hint td:last-child { padding-inline-end: 0; }
.hint thead th { border: 0; font-size: .8125rem; color: var(--muted); }
code { font: .9375em/1.4 ui-monospace, "Cascadia Mono", "SF Mono", Menlo, Consolas, monospace; }
`;

const consent = `
.card > fieldset, .card > section { margin-block-start: .5rem; }
#lead { margin-block: .25rem .875rem; color: var(--muted); }
.accounts { display: grid; gap: .625rem; container-type: inline-size; }
.account { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem 1rem; position: relative; padding: .875rem 1.125rem .875rem 3.5rem; border: 1px solid var(--edge); border-radius: .75rem; cursor: pointer; }
.account input { position: absolute; inset-inline-start: 1.125rem; inset-block-start: 50%; translate: 0 -50%; width: 1.375rem; height: 1.375rem; margin: 0; accent-color: var(--accent); cursor: inherit; }
.account:hover { border-color: var(--accent); }
.account:has(:checked) { border-color: var(--accent); background: var(--accentSoft); box-shadow: inset 0 0 0 1px var(--accent); }
.account:has(:disabled) { cursor: default; }
.account:has(:focus-visible) { outline: 3px solid var(--accent); outline-offset: 2px; }
.account input:focus-visible { outline: none; }
.words { flex: 1 1 12rem; display: grid; min-width: 0; }
.nickname { font-weight: 600; }
.kind { font-size: .875rem; color: var(--muted); }
.figures { display: flex; flex-wrap: wrap; align-items: baseline; gap: .125rem .75rem; font-size: .9375rem; }
.currency { font-size: .8125rem; font-weight: 600; color: var(--muted); letter-spacing: .04em; }
.permissions { margin-block-start: .5rem; }
.permission { position: relative; padding: 1rem 0 1rem 2.75rem; border-block-end: 1px solid var(--line); }
.permission .icon, .terms .icon { position: absolute; inset-inline-start: .125rem; inset-block-start: 1rem; color: var(--accent); }
.permission ul { list-style: none; display: grid; gap: .25rem; margin-block-start: .125rem; color: var(--muted); }
.permission:last-child { border: 0; }
.terms { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr)); gap: .25rem 1.5rem; margin-block-start: .5rem; padding: .25rem 1.125rem; border: 1px solid var(--line); border-radius: .75rem; background: var(--page); }
.terms > div { position: relative; padding: 1rem 0 1rem 2.5rem; }
.terms dt { font-weight: 600; }
.terms dd { margin-block-start: .125rem; }
@container (max-width: 34rem) { .account .figures { flex-basis: 100%; } }
@media (max-width: 30rem) {
  .account { padding-inline: 3.125rem .875rem; }
  .account input { inset-inline-start: .875rem; }
  .profile { display: none; }
  .actions button, .actions .button { flex: 1 1 100%; }
}
@media (forced-colors: active) {
  .mark, .emblem, .requester, .sandbox { border: 1px solid; }
  .account:has(:checked) { border: 2px solid Highlight; }
  .account input { accent-color: auto; }
  .permission .icon, .terms .icon { color: CanvasText; }
  button.primary { forced-color-adjust: none; color: ButtonFace; background: ButtonText; border-color: ButtonText; }
  :focus-visible, .account:has(:focus-visible) { outline-color: Highlight; }
}
@media print { .top, .foot, .actions { display: none; } }
`;

/** The whole stylesheet. */
export const styles = `:root { color-scheme: light dark; ${properties(light)} }
@media (prefers-color-scheme: dark) { :root { ${properties(dark)} } }
${base}${frame}${forms}${consent}${connected}`;
