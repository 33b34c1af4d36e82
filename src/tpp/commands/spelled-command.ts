/** A command as it is shown to whoever decides on it. */

/** A command or an argument for whoever decides on it, as JSON: what cannot be seen, or makes others stand elsewhere, is spelled out. */
export const spelled = (command: string | readonly string[]): string =>
  JSON.stringify(command).replace(/[\p{C}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]|(?! )\p{Zs}/gu, (hidden) =>
    Array.from({ length: hidden.length }, (_, at) => `\\u${hidden.charCodeAt(at).toString(16).padStart(4, '0')}`).join(
      '',
    ),
  );
