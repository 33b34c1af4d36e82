/** Groups of permissions in the terminal: how a command names them, and `obw standard permissions`, which lists them with what each shows. */
import { InvalidArgumentError } from 'commander';
import { wrapped } from '../standard/show-text.ts';
import { type ChosenGroup, type GroupName, groupNames, permissionGroups } from '../tpp/consents/permission-groups.ts';
import type { Call } from './call.ts';
import { list } from './options.ts';
import { bold } from './words.ts';

const withoutDetails = ':basic';

/** `transactions,statements:basic`: each group with its details, or without them. */
export function groupList(text: string): ChosenGroup[] {
  return list(text).map((each) => {
    const isBasic = each.endsWith(withoutDetails);
    const name = isBasic ? each.slice(0, -withoutDetails.length) : each;
    if (!isGroup(name))
      throw new InvalidArgumentError(`It must name groups out of ${groupNames.join(', ')}; ${example}.`);
    return { name, details: !isBasic };
  });
}

const example = 'transactions:basic is one without its details';
const isGroup = (name: string): name is GroupName => groupNames.some((each) => each === name);

/** Lists the groups with what each shows, without details and with them. */
export async function showPermissionGroups(call: Call): Promise<void> {
  const groups = permissionGroups.map(({ name, title, shows, details, resources, permissions }) => ({
    name,
    title,
    shows,
    details,
    resources,
    permissions: codesOf(permissions, false),
    detailPermissions: codesOf(permissions, true),
  }));
  await call.print({ groups }, () => {
    const width = Math.max(60, call.stdout.columns ?? 80);
    const parts = groups.map((group) => groupText(call, group, width));
    return `${parts.join('\n')}\n${wrapped('Ask for some of them: obw consent create --groups balances,transactions:basic, where :basic leaves the details out.', width, 0)}\n`;
  });
}

const codesOf = (permissions: readonly { code: string; isDetail: boolean }[], details: boolean): string[] =>
  permissions.filter(({ isDetail }) => isDetail === details).map(({ code }) => code);

interface Shown {
  name: string;
  shows: string;
  details: string | undefined;
  resources: readonly string[];
  permissions: string[];
  detailPermissions: string[];
}

function groupText(call: Call, group: Shown, width: number): string {
  const line = (text: string): string => `  ${wrapped(text, width - 2, 2)}\n`;
  const level = (says: string, codes: readonly string[]): string =>
    `${line(says)}    ${wrapped(codes.join(', '), width - 4, 4)}\n`;
  return [
    `${bold(call, group.name)}${wrapped(`${group.name}  ${group.resources.join(', ')}`, width, 4).slice(group.name.length)}\n`,
    level(group.shows, group.permissions),
    ...(group.details === undefined ? [] : [level(group.details, group.detailPermissions)]),
  ].join('');
}
