/** How much of the processor's time another process has used: it moves far less with what else the machine does than requests a second. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Microseconds, of all its threads; undefined where the system does not tell. */
export function processorTime(pid: number): number | undefined {
  if (process.platform === 'linux') {
    const threads = readdirSync(`/proc/${pid}/task`);
    const nanoseconds = threads.map(
      (thread) => readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0],
    );
    return nanoseconds.reduce((sum, each) => sum + Number(each), 0) / 1000;
  }
  if (process.platform !== 'darwin') return undefined;
  const { stdout } = spawnSync('ps', ['-o', 'utime=,stime=', '-p', String(pid)], { encoding: 'utf8' });
  const times = [...stdout.matchAll(/(?:(\d+):)?(\d+):(\d+\.\d+)/g)];
  const inSeconds = times.map(
    ([, hours = '0', minutes, seconds]) => Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds),
  );
  return inSeconds.length === 2 ? inSeconds.reduce((sum, each) => sum + each, 0) * 1e6 : undefined;
}
