/** The drawing of the rooms in ARCHITECTURE.md, made of the table. */
import { rooms } from './table.ts';

const begin = '<!-- The rooms, written by "npm run manifest" of lint/rooms.json. -->';
const end = '<!-- The end of the rooms. -->';

function drawing(): string {
  return Object.entries(rooms)
    .map(([name, { imports, layers, says }]) => {
      const head = `${name}: ${says}; imports ${imports.join(', ') || 'nothing of ours'}`;
      const lines = [...(layers ?? [])].reverse().map((layer) => `    ${layer.join('  ')}`);
      return [head, ...lines].join('\n');
    })
    .join('\n\n');
}

/** The text of ARCHITECTURE.md with the drawing as the table has it. */
export function withDrawing(text: string): string {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`ARCHITECTURE.md needs the lines ${begin} and ${end}.`);
  return `${text.slice(0, from)}${begin}\n\n\`\`\`text\n${drawing()}\n\`\`\`\n\n${text.slice(to)}`;
}
