/** Reads QR codes as a camera would, by another library than the one that makes them. */
import jsQR from 'jsqr';
import type { Pixels } from './pixels.ts';

// CommonJS, whose default Node gives as a member.
const read = (typeof jsQR === 'function' ? jsQR : Reflect.get(jsQR, 'default')) as typeof import('jsqr').default;

/** What stands in a picture's code; undefined where none is found, as in one of 109 modules, whose pattern jsQR has wrong. */
const qrTextIn = ({ data, width, height }: Pixels): string | undefined => read(data, width, height)?.data;

/** What stands in a code of modules, each drawn as a square of this many pixels. */
export function qrTextOf(modules: readonly (readonly boolean[])[], { quiet = 4, scale = 4 } = {}): string | undefined {
  const size = (modules.length + 2 * quiet) * scale;
  const data = new Uint8ClampedArray(size * size * 4).fill(255);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const dark = modules[Math.floor(y / scale) - quiet]?.[Math.floor(x / scale) - quiet] ?? false;
      if (dark) data.fill(0, (y * size + x) * 4, (y * size + x) * 4 + 3);
    }
  }
  return qrTextIn({ data, width: size, height: size });
}
