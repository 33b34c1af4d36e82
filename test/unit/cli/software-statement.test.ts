/** `obw bank software-statement`: where it says to go on. */
import { expect, it } from 'vitest';
import { obw } from './fake-terminal.ts';

it.each([
  ['.', 'Next: obw register\n'],
  ['/here', 'Next: obw register\n'],
  ['tpp', 'Next: obw register --workspace tpp\n'],
  ['my tpp', "Next: obw register --workspace 'my tpp'\n"],
])('made in %j it goes on by words that find it', async (out, expected) => {
  const issueSoftwareStatement = async () => ({
    softwareId: 's',
    organisationId: 'o',
    kid: 'k',
    redirectUris: [],
    files: [],
    newBank: false,
  });
  const bank = async () => ({ issueSoftwareStatement }) as never;
  const args = ['bank', 'software-statement', '--dir', 'bank', '--out', out];
  expect((await obw(args, { bank, folder: '/here' })).stdout).toContain(expected);
});
