/** The clock of a process moved from within, where the system cannot move it: loaded by NODE_OPTIONS, and so by each Node that one starts. */
const ahead = Number(process.env.OBW_CLOCK_AHEAD);
const SystemDate = Date;
const now = () => SystemDate.now() + ahead;

/** Timers and `performance` keep their own time, as does what is no Node: files, curl, openssl. */
globalThis.Date = new Proxy(SystemDate, {
  apply: () => new SystemDate(now()).toString(),
  construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
});
SystemDate.prototype.constructor = globalThis.Date;
