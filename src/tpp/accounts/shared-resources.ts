/** Which resources a consent's permissions give, of one account or of all, and which permissions the others need. */
import { permissions as neededBy } from '../../standard/permissions.ts';
import { type ResourceName, resourceRow, resourceRows } from './resource-rows.ts';

/** A resource that a consent does not give, with the permissions that would: of each list one. */
export interface WithheldResource {
  resource: ResourceName;
  needs: readonly (readonly string[])[];
}

export interface SharedResources {
  shared: readonly ResourceName[];
  withheld: readonly WithheldResource[];
}

/**
 * The resources that the standard has of one account, or of all that a customer shared, parted by what a consent gives.
 * @param permissions as the bank told them; undefined where it did not, and then all may be asked for
 */
export function sharedResources(permissions: readonly string[] | undefined, of: 'account' | 'all'): SharedResources {
  const shared: ResourceName[] = [];
  const withheld: WithheldResource[] = [];
  for (const resource of Object.keys(resourceRows) as ResourceName[]) {
    const { ofAccount, ofAll } = resourceRow(resource);
    const operation = of === 'account' ? ofAccount : ofAll;
    if (operation === undefined || resource === 'accounts') continue;
    const needs = neededBy[operation] ?? [];
    const lacks = permissions && needs.filter((each) => !each.some((name) => permissions.includes(name)));
    if (lacks && lacks.length > 0) withheld.push({ resource, needs: lacks });
    else shared.push(resource);
  }
  return { shared, withheld };
}
