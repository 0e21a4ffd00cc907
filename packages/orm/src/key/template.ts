/** Key templates: literal text with `{field}` references, parsed once. Two references always have a literal between them. */
import { isIdentifier } from '../util/identifier.ts'
import { isWellFormedText } from '../util/well-formed.ts'

/** How the values of a table's keys are written: sortable and injective, or as they are. */
export type KeyMode = 'ordered' | 'raw'

/** A reference to a field, as a part of a template. */
export interface TemplateReference {
  readonly field: string
}

/** A parsed template. Literals are never empty, and never stand side by side. */
export interface KeyTemplate {
  readonly text: string
  readonly parts: readonly (string | TemplateReference)[]
  /** The names of all references from left to right; a field that is referenced twice stands here twice. */
  readonly fields: readonly string[]
  /** The text before the first reference; the whole text if there is none. */
  readonly literalPrefix: string
}

/** The template, or why there is none. */
export interface ParsedTemplate {
  readonly template: KeyTemplate | undefined
  /** Sentences; empty if the template is good. */
  readonly problems: string[]
}

/** Parses a template. `$type` is a legal reference name: it stands for the stored model name. */
export const parseTemplate = (text: string): ParsedTemplate => {
  const problems: string[] = []
  const parts: (string | TemplateReference)[] = []
  if (text === '') problems.push('A key template must not be empty.')
  if (!isWellFormedText(text)) problems.push(`The key template '${text}' is not well-formed Unicode.`)
  for (const match of text.matchAll(TOKEN)) {
    const [token, name] = match
    if (token === '{' || token === '}') {
      problems.push(`The key template '${text}' has an unbalanced '${token}' at position ${match.index}.`)
    } else if (name === undefined) {
      parts.push(token)
    } else {
      const problem = checkReference(text, name, parts.at(-1))
      if (problem !== undefined) problems.push(problem)
      parts.push({ field: name })
    }
  }
  return { template: problems.length === 0 ? freezeTemplate(text, parts) : undefined, problems }
}

/**
 * Checks what a mode asks of a template; returns problems as sentences.
 *
 * Under `'ordered'` the literal that follows a reference begins with `#`. No encoded value contains `#`, and `#` sorts
 * before everything that an encoded value contains, so values end where they end and short values sort first.
 */
export const checkTemplate = (template: KeyTemplate, mode: KeyMode): string[] => {
  if (mode === 'raw') return []
  const problems: string[] = []
  template.parts.forEach((part, index) => {
    const before = template.parts[index - 1]
    if (typeof part !== 'string' || typeof before !== 'object' || part.startsWith('#')) return
    problems.push(
      `Under ordered encoding the literal that follows a reference begins with '#', but in the key template '${template.text}' the reference '{${before.field}}' is followed by '${part}'.`,
    )
  })
  return problems
}

const TOKEN = /\{([^{}]*)\}|[{}]|[^{}]+/g

const checkReference = (text: string, name: string, before: string | TemplateReference | undefined) => {
  if (name === '') return `The key template '${text}' has an empty reference '{}'.`
  if (!isIdentifier(name.replace(/^\$/, ''), '$') || name === '__proto__') {
    return `The key template '${text}' references '{${name}}', which is not the name of a field.`
  }
  if (typeof before !== 'object') return undefined
  return `The key template '${text}' has no literal between the references '{${before.field}}' and '{${name}}'.`
}

const freezeTemplate = (text: string, parts: readonly (string | TemplateReference)[]): KeyTemplate => {
  const first = parts[0]
  return Object.freeze({
    text,
    parts: Object.freeze(parts.map((part) => (typeof part === 'string' ? part : Object.freeze(part)))),
    fields: Object.freeze(parts.flatMap((part) => (typeof part === 'string' ? [] : part.field))),
    literalPrefix: typeof first === 'string' ? first : '',
  })
}
