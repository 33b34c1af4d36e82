/** The desktop's VS Code, where it can be had. */
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { cache } from '../editor/places.mts';

/** Milliseconds to find out whether there is a way to the download. */
const timeout = 4000;

/** @param version such as `stable` or `1.106.3` @returns the path of its program; undefined where there is no screen for it, or no way to its download */
export async function desktop(version: string): Promise<string | undefined> {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY) return undefined;
  try {
    const signal = AbortSignal.timeout(timeout);
    const { ok } = await fetch('https://update.code.visualstudio.com/api/releases/stable', { signal });
    return ok ? await downloadAndUnzipVSCode({ version, cachePath: cache }) : undefined;
  } catch {
    return undefined;
  }
}
