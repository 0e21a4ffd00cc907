/** Whether keys of two templates can be told apart by their text. */
import type { KeyMode, KeyTemplate } from './template.ts'

/**
 * Whether one text could be a key of both templates. True when unsure; exact if neither template has a reference.
 *
 * A reference counts as any text, under 'ordered' any text without characters below `$`, which no encoded value contains.
 *
 * Cost: the product of the two lengths, in time and memory; for definitions, not for requests.
 */
export const templatesOverlap = (a: KeyTemplate, b: KeyTemplate, mode: KeyMode): boolean => {
  const left = toTokens(a)
  const right = toTokens(b)
  const least = mode === 'ordered' ? FIRST_ENCODED : 0
  // reached[i][j]: some text is matched by the first i tokens of the one and by the first j tokens of the other.
  const reached = Array.from({ length: left.length + 1 }, () => new Array<boolean>(right.length + 1).fill(false))
  const reach = (i: number, j: number): void => {
    const row = reached[i]
    if (row !== undefined && j <= right.length) row[j] = true
  }
  reach(0, 0)
  for (let i = 0; i <= left.length; i++) {
    for (let j = 0; j <= right.length; j++) {
      if (reached[i]?.[j] !== true) continue
      const x = left[i]
      const y = right[j]
      // A reference may end here, or take the other side's next character and go on.
      if (x === ANY || (y === ANY && x !== undefined && x >= least)) reach(i + 1, j)
      if (y === ANY || (x === ANY && y !== undefined && y >= least)) reach(i, j + 1)
      if (x !== undefined && x === y) reach(i + 1, j + 1)
    }
  }
  return reached[left.length]?.[right.length] === true
}

/** `$`: no encoded value contains a character below it. */
const FIRST_ENCODED = 0x24
/** The token of a reference; all others are UTF-16 units. */
const ANY = -1

const toTokens = (template: KeyTemplate): number[] =>
  template.parts.flatMap((part) =>
    typeof part === 'string' ? Array.from({ length: part.length }, (_, at) => part.charCodeAt(at)) : [ANY],
  )
