/** One request, one unit of work: what it wrote is committed before its answer leaves, and undone when the answer is a failure of ours. */
import type { Middleware } from 'koa';
import type { Store } from '../store/store.ts';
import { BodyTooLarge, type ReadBody } from './state.ts';

/** Thrown inside a unit of work to undo it although the answer is written already. */
class Undo extends Error {}

export function unitOfWork(store: Pick<Store, 'unit'>): Middleware {
  return async (ctx, next) => {
    try {
      await store.unit(async () => {
        await next();
        if (ctx.status >= 500) throw new Undo();
      });
    } catch (error) {
      if (!(error instanceof Undo)) throw error;
    }
  };
}

/** The same for a form, which is read before the unit, as that must not wait for a slow sender. What is too large is the form's to refuse. */
export function unitOfForm(store: Pick<Store, 'unit'>, readBody: ReadBody): Middleware {
  const unit = unitOfWork(store);
  return async (ctx, next) => {
    await readBody(ctx).catch((error: unknown) => {
      if (!(error instanceof BodyTooLarge)) throw error;
    });
    return unit(ctx, next);
  };
}
