/** What the sort keys of several models begin with, and whether a text can be the beginning of a key. */
import type { KeyTemplate } from '../key/template.ts'
import type { KeySide } from '../schema/model-spec.ts'

/** Text that begins the keys of all the sides, and no other text that is longer; the whole key where all are the same one. */
export const commonPrefix = (sides: readonly (KeySide | undefined)[]): { text: string; isWhole: boolean } => {
  const [first, ...others] = sides.map((side) => (side?.kind === 'template' ? side.codec : undefined))
  let text = first?.literalPrefix ?? ''
  let isWhole = first !== undefined && first.fields.length === 0
  for (const other of others) {
    const own = other?.literalPrefix ?? ''
    let length = 0
    while (length < text.length && text[length] === own[length]) length++
    isWhole &&= other?.fields.length === 0 && length === own.length && length === text.length
    text = text.slice(0, length)
  }
  // A surrogate pair is one character of UTF-8, which a condition cannot cut in two.
  if (/[\uD800-\uDBFF]$/.test(text)) return { text: text.slice(0, -1), isWhole: false }
  return { text, isWhole }
}

/** Whether keys of a template can begin with a text. Under `'ordered'` no value contains `#`; under `'raw'` any may. */
export const canBegin = ({ parts }: KeyTemplate, mode: 'ordered' | 'raw', prefix: string): boolean => {
  let rest = prefix
  for (const [at, part] of parts.entries()) {
    if (rest === '') return true
    if (typeof part === 'string') {
      if (rest.length <= part.length) return part.startsWith(rest)
      if (!rest.startsWith(part)) return false
      rest = rest.slice(part.length)
      continue
    }
    const next = parts[at + 1]
    const end = mode === 'ordered' ? rest.indexOf('#') : typeof next === 'string' ? rest.indexOf(next) : -1
    if (end < 0) return true
    rest = rest.slice(end)
  }
  return rest === ''
}
