/** `obw bank clock`: business time of a bank that runs, looked at and moved by its `/admin`. */

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { truncate } from '../../standard/truncate.ts';
import type { Call } from '../call.ts';
import { raise, wrongUsage } from '../errors.ts';
import { type JsonOption, type Start, takesJson } from '../options.ts';
import { count, facts } from '../words.ts';

/** What the body of a move has. */
type Move = { advance: string } | { set: string } | { reset: true; forget: boolean };

interface ClockOptions extends JsonOption {
  dir: string;
}

const noteSchema = z.object({
  open: z.object({ ports: z.object({ front: z.number() }), adminToken: z.string().optional() }),
});
const stateSchema = z.object({
  business: z.string(),
  protocol: z.string(),
  aheadSeconds: z.number(),
  forgotten: z.record(z.string(), z.number()).optional(),
});
type State = z.infer<typeof stateSchema>;
const refusalSchema = z.object({ error: z.string(), error_description: z.string() });

export function addClockVerbs(bank: Command, start: Start): void {
  const clock = bank
    .command('clock')
    .description(
      'the time of a running bank: move it ahead to see codes, tokens and consents end; what your application signs stays good',
    );
  const verb = (usage: string, description: string, isDefault = false): Command =>
    takesJson(
      clock
        .command(usage, { isDefault })
        .description(description)
        .requiredOption('--dir <folder>', "the bank's folder; it runs and was started with --admin"),
    );
  verb('show', 'what time it is there, and how far that is ahead of real time', true)
    // A slip in a verb's name comes here, to the one without a name.
    .allowExcessArguments()
    .exitOverride((thrown) => {
      throw Object.assign(thrown, { helpedBy: 'obw bank clock show --help' });
    })
    .action((options: ClockOptions, { args: [unknown] }: Command) =>
      start(options, (call) =>
        unknown === undefined
          ? ask(call, options)
          : wrongUsage(
              `bank clock has no verb ${JSON.stringify(truncate(unknown, 60))}.`,
              'Its verbs are show, advance, set and reset.',
            ),
      ),
    );
  verb('advance <span>', 'move it ahead by a span like 61s, 59m, 12h, 91d or 1d12h').action(
    (span: string, options: ClockOptions) => start(options, (call) => ask(call, options, { advance: span })),
  );
  verb('set <time>', 'move it ahead to a time like 2027-01-31T09:00:00Z; it never goes back').action(
    (time: string, options: ClockOptions) => start(options, (call) => ask(call, options, { set: time })),
  );
  verb('reset', 'make it real time again')
    .option('--forget', 'delete all its consents, codes, tokens and logins, those from before it was moved too')
    .action((options: ClockOptions & { forget?: boolean }) =>
      start(options, (call) => ask(call, options, { reset: true, forget: options.forget ?? false })),
    );
}

async function ask(call: Call, { dir }: ClockOptions, move?: Move): Promise<void> {
  const { port, token } = await administrationOf(call, dir);
  const { status, text } = await exchange(port, token, move).catch(() => notRunning(dir));
  // Another bank listens there now, which has another token; or a program that is no bank, which answers in other words.
  if (status === 401) notRunning(dir);
  if (status !== 200) {
    const real = move && 'set' in move ? await realTime(port, token) : undefined;
    refused(text, dir, move, real);
  }
  const { data: state } = stateSchema.safeParse(parsed(text));
  if (!state) return notRunning(dir);
  await call.print(state, () => inWords(call, state));
}

async function administrationOf(call: Call, dir: string): Promise<{ port: number; token: string }> {
  const folder = resolve(call.folder, dir);
  const text = await readFile(join(folder, 'running.json'), 'utf8').catch(() =>
    existsSync(join(folder, 'bank.sqlite')) ? notRunning(dir) : noBank(dir),
  );
  const note = noteSchema.safeParse(parsed(text));
  if (!note.success) return notRunning(dir);
  const { ports, adminToken } = note.data.open;
  if (adminToken !== undefined) return { port: ports.front, token: adminToken };
  return raise({
    code: 'bank_not_administered',
    message: `The bank in ${dir} was started without --admin, so nobody may move its clock.`,
    try: `End it and start it with obw bank start --dir ${dir} --admin ${asBefore}: it goes on where it was.`,
  });
}

/** A start has no option that it is not given, whatever the last one had. */
const asBefore = 'and the other options that it had, its --profile among them';

function notRunning(dir: string): never {
  return raise({
    code: 'bank_not_running',
    message: `No bank runs in ${dir}.`,
    try: `Start it with obw bank start --dir ${dir} --admin ${asBefore}.`,
  });
}

function noBank(dir: string): never {
  return raise({
    code: 'bank_not_running',
    message: `There is no bank in ${dir}.`,
    try: `Check the folder, or make a bank there with obw bank start --dir ${dir} --admin.`,
  });
}

/** What time it really is there, where the bank still tells. */
async function realTime(port: number, token: string): Promise<string | undefined> {
  const answer = await exchange(port, token).catch(() => undefined);
  return stateSchema.safeParse(parsed(answer?.text ?? '')).data?.protocol;
}

/** @param real Real time, where it is known and counts */
function refused(text: string, dir: string, move: Move | undefined, real: string | undefined): never {
  const { data: refusal } = refusalSchema.safeParse(parsed(text));
  if (!refusal) return notRunning(dir);
  const { error, error_description: message } = refusal;
  const code = error === 'invalid_request' || error === 'clock_out_of_range' ? 'usage' : error;
  const forget = `Make it real time again${move && 'set' in move ? ' first' : ''}, and delete all its consents, tokens and logins, with obw bank clock reset --forget --dir ${dir}.`;
  const isPast = real !== undefined && move && 'set' in move && Date.parse(move.set) < Date.parse(real);
  const back = isPast
    ? `A bank is never earlier than real time, which is ${seconds(real)}: choose a later time.`
    : forget;
  raise({ code, message, try: code === 'clock_goes_back' ? back : 'Add --help to the command to see what it takes.' });
}

function exchange(port: number, token: string, move?: object): Promise<{ status: number | undefined; text: string }> {
  return new Promise((done, fail) => {
    const headers = { authorization: `Bearer ${token}`, ...(move && { 'content-type': 'application/json' }) };
    const options = {
      host: '127.0.0.1',
      port,
      path: '/admin/clock',
      method: move ? 'PUT' : 'GET',
      headers,
      agent: false,
    };
    const sent = request(options, (response) => {
      let text = '';
      response
        .setEncoding('utf8')
        .on('data', (part: string) => {
          text += part;
        })
        .on('end', () => done({ status: response.statusCode, text }))
        .on('error', fail);
    });
    sent.on('error', fail).end(move && JSON.stringify(move));
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function inWords(call: Call, { business, protocol, aheadSeconds, forgotten }: State): string {
  const deleted = Object.entries(forgotten ?? {}).flatMap(([name, many]) =>
    many === 0 ? [] : [count(many, ...(words[name] ?? [name, name]))],
  );
  const clocks = facts(call, [
    ['The bank’s time', seconds(business)],
    ['Real time', seconds(protocol)],
    ['Ahead by', spanOf(aheadSeconds)],
    ['Deleted', forgotten && (deleted.join(', ') || 'nothing')],
  ]);
  return forgotten?.consents
    ? `${clocks}\nThe bank no longer has the consents that were made before. Next: obw consent create\n`
    : clocks;
}

const words: Readonly<Record<string, [one: string, many: string]>> = {
  consents: ['consent', 'consents'],
  codes: ['code', 'codes'],
  tokens: ['token', 'tokens'],
  logins: ['login', 'logins'],
  others: ['record of what was under way', 'records of what was under way'],
};

/** As `set` takes it, to the second. */
const seconds = (time: string): string => time.replace(/\.\d+Z$/, 'Z');

/** `91 days 2 hours`. */
function spanOf(seconds: number): string {
  const units: [string, number][] = [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
    ['second', 1],
  ];
  let left = Math.round(seconds);
  const parts = units.flatMap(([name, size]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return count === 0 ? [] : [`${count} ${name}${count === 1 ? '' : 's'}`];
  });
  return parts.join(' ') || 'nothing';
}
