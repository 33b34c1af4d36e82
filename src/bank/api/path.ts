/** A request's path as the bank takes it. */

/** One slash at the end changes nothing. */
export function segmentsOf(path: string): string[] {
  return path.slice(1, path.endsWith('/') ? -1 : undefined).split('/');
}

/** What a segment says: it stands as it is where it is no percent-encoded text, as such an id is one that nobody has. */
export function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
