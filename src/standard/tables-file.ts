/** Where the tables stand beside the sources. The build puts another in its place: `standard.json` beside the bundle. */
import { join } from 'node:path';

export const tablesFile = (): string => join(import.meta.dirname, 'made/tables.json');
