/** What a check, an import or a run came to, as one value: a page of the editor shows it, a terminal prints it, and it is copied as a text. */
import type { Remedy } from '../remedies.ts';

/** `note` is neither good nor bad; `waiting` and `running` are steps that are not over. */
export type ReportState = 'error' | 'warning' | 'good' | 'note' | 'running' | 'waiting';

/** Where an item is about. */
export interface ReportPlace {
  /** As people write it: `openbanking.json:12`, an address, a place in a file from Postman. */
  text: string;
  /** Relative to the workspace folder; with it the place can be opened. */
  file?: string;
  /** Counts from 1. */
  line?: number;
}

/** Texts are sentences of ours with words of strangers in them. Whoever shows them makes them safe where they are shown. */
export interface ReportItem {
  state: ReportState;
  text: string;
  /** More about it; in a table its second column. */
  detail?: string;
  /** Something to be read as it stands, line by line. */
  block?: string;
  /** A number or a time, at the end of the line. */
  figure?: string;
  /** What to do about it, in words that name no surface. */
  try?: string;
  /** What leads on, the most promising first. */
  remedies?: readonly Remedy[];
  place?: ReportPlace;
  /** What says that it has to be so. */
  rule?: { text: string; url?: string };
  /** What it should have been, and what it was. */
  diff?: { expected: string; actual: string };
}

export interface ReportGroup {
  title: string;
  /**
   * A table has short texts with a detail each, in columns where there is room. The title of `marked` says what the marks of its items say, and
   * a text leaves it out.
   */
  layout?: 'table' | 'marked';
  items: readonly ReportItem[];
}

export interface Report {
  title: string;
  /** What else there is to know before it is read. */
  lead?: string;
  /** When it was so; milliseconds since the epoch. */
  when: number;
  verdict: { state: ReportState; text: string };
  /** What comes next where all is well. */
  next?: Remedy;
  /** The worst first. */
  groups: readonly ReportGroup[];
}

/** How many items of each kind there are. */
export interface ReportCounts {
  errors: number;
  warnings: number;
  good: number;
}

export function countsOf({ groups }: Pick<Report, 'groups'>): ReportCounts {
  const items = groups.flatMap((group) => group.items);
  const count = (state: ReportState): number => items.filter((item) => item.state === state).length;
  return { errors: count('error'), warnings: count('warning'), good: count('good') };
}
