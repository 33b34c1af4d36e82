/** Checks a body against a definition of the standard. */

import { compiler, type Definitions } from './check-compile.ts';
import { nearestOf } from './check-near.ts';
import { type DefinitionCheck, newRun, type Oddity, pointerOf } from './check-run.ts';
import { shownJson } from './check-shown.ts';
import { counterparts, memberCounterparts } from './code-map.ts';
import { byWeight, type Finding } from './finding.ts';
import { t } from './language.ts';
import { truncate } from './truncate.ts';

export interface CheckOptions {
  /** So many findings are told one by one. */
  readonly limit?: number;
  /** After so many places with more than hints the walk stops. */
  readonly places?: number;
  /** After so many hints that are not told any more the others are only counted; as many as `places` where it is not said. */
  readonly hints?: number;
  /** Takes secrets out of a value, given as JSON before it is cut, with the name of its member. */
  readonly redact?: (json: string, member: string) => string;
}

const checks = new WeakMap<Definitions, (definition: string) => DefinitionCheck>();

function checkOf(definition: string, tables: Definitions): DefinitionCheck {
  let compiled = checks.get(tables);
  if (!compiled) {
    compiled = compiler(tables);
    checks.set(tables, compiled);
  }
  return compiled(definition);
}

/**
 * Everything that is odd about a body, in its order, in time that grows with its size and no faster. What many rows of a list have is one
 * finding. Where there is more than is told, what weighs most is told, and the last finding is of the rule `more`: `times` says in how many
 * places, at least, and `path` where the walk stopped, if it did.
 *
 * @param definition a name of `tables.$defs`
 * @throws {Error} when the tables have no such definition
 */
export function checkBody(
  body: unknown,
  definition: string,
  tables: Definitions,
  { limit = 50, places = 50_000, hints = places, redact }: CheckOptions = {},
): readonly Finding[] {
  const groups = groupsOf(limit);
  const left = { hints, others: places };
  let stoppedAt: string | undefined;
  const run = newRun((oddity) => {
    if (run.stopped) return;
    if (oddity.demand.grade === 'hint') {
      // However many there are, a breach behind them is looked for.
      if (left.hints <= 0) groups.pass();
      else if (!groups.add(oddity)) left.hints -= 1;
      return;
    }
    groups.add(oddity);
    left.others -= 1;
    if (left.others > 0) return;
    run.stopped = true;
    stoppedAt = pointerOf(oddity);
  });
  checkOf(definition, tables)(body, run);
  if (run.stopped) stoppedAt ??= '/';
  return groups.findings(stoppedAt, redact);
}

/** Every single place, not yet put together, for whoever compares the checker with another one. */
export function eachOddity(
  body: unknown,
  definition: string,
  tables: Definitions,
  tell: (oddity: Oddity) => void,
): void {
  checkOf(definition, tables)(body, newRun(tell));
}

interface Group extends Omit<Finding, 'times' | 'found'> {
  times: number;
  readonly value?: unknown;
  readonly member: string;
}

interface Groups {
  /** Whether it is told, alone or with others of its kind. */
  add: (oddity: Oddity) => boolean;
  /** Counts a hint that is not told one by one. */
  pass: () => void;
  findings: (stoppedAt: string | undefined, redact: CheckOptions['redact']) => readonly Finding[];
}

/** So many values of one place are told apart. */
const valuesOfAPlace = 5;

/** Oddities put together by what they are of, rows of a list with each other. */
function groupsOf(limit: number): Groups {
  const groups = new Map<string, Group>();
  const numbers = new Map<Oddity['demand'], number>();
  const values = new Map<string, number>();
  let others = 0;
  let worst: Finding['grade'] = 'hint';

  function leaveOut(grade: Finding['grade'], times: number): void {
    others += times;
    if (byWeight({ grade }, { grade: worst }) < 0) worst = grade;
  }

  /** Makes room for what weighs more than the lightest that is told, of several such the last: at most twice for each place of the list. */
  function displace(newer: { grade: Finding['grade'] }): boolean {
    // A body can have very many of these, and nothing is lighter.
    if (newer.grade === 'hint') return false;
    let lightest: [key: string, group: Group] | undefined;
    for (const each of groups) if (lightest === undefined || byWeight(each[1], lightest[1]) >= 0) lightest = each;
    if (lightest === undefined || byWeight(newer, lightest[1]) >= 0) return false;
    groups.delete(lightest[0]);
    leaveOut(lightest[1].grade, lightest[1].times);
    return true;
  }

  /** Values of a list of words are told apart, as each may have another meaning, until there are too many. */
  function keyOf(oddity: Oddity): string {
    const { demand, value } = oddity;
    const number = numbers.get(demand) ?? numbers.size;
    numbers.set(demand, number);
    const place = `${number} ${pointerOf(oddity, '*')}`;
    if ((demand.rule !== 'enum' && demand.rule !== 'value') || typeof value !== 'string') return place;
    const key = `${place} ${truncate(value, 60)}`;
    if (groups.has(key)) return key;
    const count = values.get(place) ?? 0;
    values.set(place, count + 1);
    return count < valuesOfAPlace ? key : place;
  }

  return {
    add(oddity) {
      const key = keyOf(oddity);
      const group = groups.get(key);
      if (group) group.times += 1;
      else if (groups.size < limit || displace(oddity.demand)) groups.set(key, newGroup(oddity));
      else {
        leaveOut(oddity.demand.grade, 1);
        return false;
      }
      return true;
    },
    pass: () => leaveOut('hint', 1),
    findings(stoppedAt, redact) {
      const found = [...groups.values()].map(({ value, member, ...group }): Finding => {
        return value === undefined ? group : { ...group, found: shownJson(value, member, redact) };
      });
      if (others === 0 && stoppedAt === undefined) return found;
      const wanted = t('no more findings');
      return [...found, { grade: worst, rule: 'more', path: stoppedAt ?? '', times: others, wanted }];
    },
  };
}

function newGroup(oddity: Oddity): Group {
  const { demand, path, depth, member } = oddity;
  const { rule, grade, wanted, known = [] } = demand;
  const name = member ?? String(path[depth - 1] ?? '');
  const value = standsAt(oddity);
  const meant = meantBy(oddity, known);
  return {
    grade,
    rule,
    path: pointerOf(oddity),
    times: 1,
    wanted: wanted(oddity.value),
    member: name,
    ...(value !== undefined && { value }),
    ...(meant !== undefined && { meant }),
  };
}

/** What stands at the place of an oddity. */
function standsAt({ value, member }: Oddity): unknown {
  if (member === undefined) return value;
  const own = Object.getOwnPropertyDescriptor(value, member);
  return own?.value;
}

/** What the other version calls it, where that is known here, else the nearest word. */
function meantBy({ value, member, demand: { rule } }: Oddity, known: readonly string[]): string | undefined {
  if (rule === 'unknown' && member !== undefined) {
    // A member that is there was not meant by another.
    const absent = known.filter((name) => !Object.hasOwn(Object(value), name));
    const other = memberCounterparts(member).find(({ word }) => absent.includes(word.split('/').shift() ?? ''));
    return other?.word ?? nearestOf(member, absent);
  }
  if (typeof value !== 'string') return undefined;
  return counterparts(value, known)[0]?.word ?? nearestOf(value, known);
}
