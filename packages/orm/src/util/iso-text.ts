/** ISO text of times. */

/**
 * As `date.toISOString()`. A write needs the text of one time for an attribute and for keys, so the last one is kept.
 *
 * @throws {RangeError} for an invalid Date
 */
export const isoText = (date: Date): string => {
  const time = date.getTime()
  if (time !== lastTime) {
    lastText = date.toISOString()
    lastTime = time
  }
  return lastText
}

let lastTime = 0
let lastText = '1970-01-01T00:00:00.000Z'
