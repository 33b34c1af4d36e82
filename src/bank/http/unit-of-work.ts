/** One request, one unit of work: what it wrote is committed before its answer leaves, and undone when the answer is a failure of ours. */
import { Router } from '@koa/router';
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

/** A router whose every POST is a unit, and a form, which is read before, as a unit must not wait for a slow sender. What is too large is the form's to refuse. */
export function routerOfForms(store: Pick<Store, 'unit'>, readBody: ReadBody): Router {
  const unit = unitOfWork(store);
  return new Router().use(async (ctx, next) => {
    if (ctx.method !== 'POST') return next();
    await readBody(ctx).catch((error: unknown) => {
      if (!(error instanceof BodyTooLarge)) throw error;
    });
    return unit(ctx, next);
  });
}
