/** A QR code as a drawing, black on white in every theme, as a camera wants it. */

const svg = 'http://www.w3.org/2000/svg';
/** Light modules around the code (ISO/IEC 18004 §6.3.8). */
const quiet = 4;

/** @param rows 1 for a dark module */
export function codeDrawing(rows: readonly string[], label: string): SVGSVGElement {
  const size = rows.length + 2 * quiet;
  const made = document.createElementNS(svg, 'svg');
  made.setAttribute('viewBox', `0 0 ${size} ${size}`);
  made.setAttribute('shape-rendering', 'crispEdges');
  made.setAttribute('role', 'img');
  made.setAttribute('aria-label', label);
  made.setAttribute('class', 'code');
  const paper = document.createElementNS(svg, 'rect');
  paper.setAttribute('width', `${size}`);
  paper.setAttribute('height', `${size}`);
  paper.setAttribute('fill', '#fff');
  const dark = document.createElementNS(svg, 'path');
  dark.setAttribute('fill', '#000');
  dark.setAttribute('d', rows.map(runsOf).join(''));
  made.append(paper, dark);
  return made;
}

/** The dark runs of a row, a rectangle each. */
function runsOf(row: string, y: number): string {
  return [...row.matchAll(/1+/g)]
    .map(({ index, 0: run }) => `M${index + quiet} ${y + quiet}h${run.length}v1h-${run.length}z`)
    .join('');
}
