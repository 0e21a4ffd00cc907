/** Bounded concurrency: a fixed number of workers over a list. */

/** Requests that one call has under way at most, where it is not said. */
export const DEFAULT_CONCURRENCY = 4

/** Partitions, or segments of a scan, that one call reads at a time; each may answer with 1 MB. */
export const MOST_SIDE_BY_SIDE = 64

/**
 * Runs `work` on every entry, at most `limit` at a time, in order of the list. After a failure no further entry is
 * begun; the first failure is thrown when everything that was begun has ended.
 */
export const inParallel = async <Entry>(
  entries: readonly Entry[],
  limit: number,
  work: (entry: Entry) => Promise<void>,
): Promise<void> => {
  const queue = entries.values()
  const failures: unknown[] = []
  const worker = async (): Promise<void> => {
    for (const entry of queue) {
      if (failures.length > 0) return
      try {
        await work(entry)
      } catch (error) {
        failures.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, entries.length) }, worker))
  if (failures.length > 0) throw failures[0]
}
