/** Waiting for what VS Code does in its own time. */

/**
 * Tries an assertion until it holds.
 *
 * @param milliseconds until the last failure counts
 * @returns what the assertion returned
 */
export async function eventually<T>(assertion: () => T | PromiseLike<T>, milliseconds = 30_000): Promise<T> {
  const deadline = performance.now() + milliseconds;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
