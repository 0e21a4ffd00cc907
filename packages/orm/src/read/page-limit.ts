/** How many items the next request should read, so that an exact limit neither reads far too much nor asks too often. */

/** What was asked and what was found so far. */
export interface PageProgress {
  /** Results still wanted; `undefined`: all. */
  readonly left: number | undefined
  /** Most items that one request reads. */
  readonly pageSize: number | undefined
  /** Whether items that are no results are to be expected. */
  readonly selective: boolean
  /** Items read so far. */
  readonly scanned: number
  /** Results among them. */
  readonly found: number
}

/** Fewest items worth a request, where most are expected to be dropped. */
const FEWEST = 20
/** Most items asked for by a guess; DynamoDB ends a page at 1 MB anyway. */
const MOST = 10_000
/** Reading a little more is cheaper than one more request. */
const MARGIN = 1.2

/** The `Limit` of the next request; `undefined`: a whole page. */
export const nextPageLimit = (progress: PageProgress): number | undefined => {
  const { left, pageSize } = progress
  if (left === undefined) return pageSize
  const wanted = Math.max(left, Math.min(guess(left, progress), MOST))
  return pageSize === undefined ? wanted : Math.min(wanted, pageSize)
}

const guess = (left: number, { selective, scanned, found }: PageProgress): number => {
  if (scanned === 0) return selective ? Math.max(left * 2, FEWEST) : left
  if (found === 0) return Math.max(scanned * 4, FEWEST)
  return found === scanned ? left : Math.ceil((left * scanned * MARGIN) / found)
}
