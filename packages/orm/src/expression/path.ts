/** Wire paths: a stored attribute name, then member names and list positions. Never split from text, so dots are safe. */

/** A path into an item: `['address', 'city']`, `['lines', 0, 'sku']`. */
export type Path = readonly [attribute: string, ...segments: (string | number)[]]

/** The path one step deeper. */
export const childPath = (path: Path, segment: string | number): Path => [...path, segment]

/** The path as people write it: `lines[0].sku`. For messages only. */
export const formatPath = (path: readonly (string | number)[]): string =>
  path
    .map((segment, index) => (typeof segment === 'number' ? `[${segment}]` : index > 0 ? `.${segment}` : segment))
    .join('')

/** Whether one path is the other, or lies inside it. */
export const pathsOverlap = (left: Path, right: Path): boolean => {
  const shared = Math.min(left.length, right.length)
  for (let index = 0; index < shared; index++) if (left[index] !== right[index]) return false
  return true
}

/** Total order of paths: positions of a list by number, all else by text. */
export const comparePaths = (left: Path, right: Path): number => {
  const at = left.findIndex((segment, index) => segment !== right[index])
  const [a, b] = [left[at], right[at]]
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return String(a) < String(b) ? -1 : Number(a !== b)
}
