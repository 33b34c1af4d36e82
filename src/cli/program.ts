/** The whole command: every verb, its arguments and its help, put together from the files in verbs/. */
import { Command } from 'commander';
import { version } from '../../package.json';
import type { Start } from './options.ts';
import type { Terminal } from './terminal.ts';
import { addAccountVerbs } from './verbs/accounts.ts';
import { addBankVerbs } from './verbs/bank.ts';
import { addCheckVerb } from './verbs/check.ts';
import { addClientVerbs } from './verbs/client.ts';
import { addCommandVerbs } from './verbs/command.ts';
import { addConsentVerbs } from './verbs/consent.ts';
import { addDemoVerb } from './verbs/demo.ts';
import { addEnvironmentVerbs } from './verbs/environment.ts';
import { addExchangesVerb } from './verbs/exchanges.ts';
import { addInitVerb } from './verbs/init.ts';
import { addJwtVerbs } from './verbs/jwt.ts';
import { addPostmanVerbs } from './verbs/postman.ts';
import { addRegisterVerb } from './verbs/register.ts';
import { addRequestVerbs } from './verbs/request.ts';
import { addResourceVerbs } from './verbs/resources.ts';
import { addRestoreVerb } from './verbs/restore.ts';
import { addStandardVerbs } from './verbs/standard.ts';
import { addTokenVerbs } from './verbs/token.ts';

/**
 * Builds the parser. It never ends the process: `--help` and wrong usage come out as a CommanderError, and what a verb does goes through `start`.
 */
export function buildProgram(
  terminal: Pick<Terminal, 'stdout'> & { stderr: Terminal['stderr'] },
  start: Start,
): Command {
  const program = new Command('obw')
    .description('UK Open Banking from the command line: registration, tokens, consents, accounts and transactions.')
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      // Wrong usage is reported by the caller, in words or as JSON; help that nobody asked for would hide it.
      writeErr: () => {},
      getOutHelpWidth: () => terminal.stdout.columns ?? 100,
    })
    .showSuggestionAfterError()
    .helpCommand('help [command]', 'show how a command is used')
    .addHelpText('after', afterHelp);
  program.commandsGroup('Try it:');
  addDemoVerb(program, start);
  addBankVerbs(program, start);
  program.commandsGroup('Before a registration:');
  addInitVerb(program, start);
  addCheckVerb(program, start);
  program.commandsGroup('The client:');
  addRegisterVerb(program, start);
  addClientVerbs(program, start);
  addEnvironmentVerbs(program, start);
  addTokenVerbs(program, start);
  addRestoreVerb(program, start);
  program.commandsGroup('The customer:');
  addConsentVerbs(program, start);
  addAccountVerbs(program, start);
  addResourceVerbs(program, start);
  program.commandsGroup('Beside Postman:');
  addPostmanVerbs(program, start);
  addRequestVerbs(program, start);
  program.commandsGroup('Tools:');
  addCommandVerbs(program, start);
  addExchangesVerb(program, start);
  addJwtVerbs(program, start);
  addStandardVerbs(program, start);
  // Last, so that it is the program's alone: its `--version` is not that of `standard show`.
  return program.enablePositionalOptions();
}

const afterHelp = `
A first walk, with the bank that comes along:
  obw bank start --dir bank                            (leave it running)
  obw bank software-statement --dir bank --out tpp     (in another terminal)
  cd tpp
  obw register
  obw consent create
  obw consent authorise --user rora --headless
  obw accounts
  obw transactions ACCOUNT

Every verb takes --json. Exit status: 0 done, 1 refused or failed, 2 wrong usage, 130 and 143 ended by
Ctrl-C and by SIGTERM.

Environment:
  HTTPS_PROXY, ALL_PROXY, NO_PROXY                           the way out to the banks
  OBW_SIGNING_PASSPHRASE, OBW_TRANSPORT_PASSPHRASE           of encrypted keys
  OBW_CLIENT_SECRET                                          of a client that is adopted, or that a team shares
  OBW_ALLOWED_COMMANDS                                       digests of commands that openbanking.json may run
  OBW_CUSTOMER_PASSWORD                                      of the customer of consent authorise --headless
`;
