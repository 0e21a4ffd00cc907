/** What was prefetched, by instance: beside the instances, so that neither their values nor their JSON know of it. */

/**
 * By instance, then by a text that says what is read (the request itself): when a field that the request is made of
 * changes, what was prefetched for the old value is not found any more.
 */
const prefetched = new WeakMap<object, Map<string, unknown>>()

/** Whether anything was prefetched for an instance. */
export const hasPrefetched = (owner: object): boolean => prefetched.has(owner)

/** What was prefetched under a text; `undefined` if nothing was. */
export const recall = (owner: object, id: string): unknown => prefetched.get(owner)?.get(id)

/** Keeps what was prefetched, as long as the instance lives. */
export const remember = (owner: object, id: string, value: unknown): void => {
  const entries = prefetched.get(owner)
  if (entries === undefined) prefetched.set(owner, new Map([[id, value]]))
  else entries.set(id, value)
}

/** Forgets everything that was prefetched for an instance. */
export const forget = (owner: object): void => {
  prefetched.delete(owner)
}
