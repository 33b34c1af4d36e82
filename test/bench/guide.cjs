/** The guide from its software statement to transactions, as one process: what the bench times against newman. */
const { join } = require('node:path');
const dist = join(__dirname, '..', '..', 'dist');
// As the command line does.
require('node:module').enableCompileCache(join(dist, '.compiled'));
const tpp = require(join(dist, 'tpp.js'));

async function main() {
  const folder = process.argv[2];
  const session = tpp.openSession({
    workspace: await tpp.openWorkspace(folder),
    state: tpp.fileStateStore(folder),
    secrets: tpp.fileSecretStore(folder),
  });
  const journey = await tpp.runJourney(session, {
    customer: { user: 'rora' },
    registration: { choices: { tokenEndpointAuthMethod: 'client_secret_basic' } },
  });
  await session.close();
  if (journey.problem) {
    console.error(JSON.stringify(journey.problem));
    process.exitCode = 1;
  }
  console.log(JSON.stringify({ steps: journey.steps, transactions: journey.transactions.length }));
}

main();
