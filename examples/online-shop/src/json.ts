/** JSON for people: spaced, and broken into lines between members only, by way of no-break spaces everywhere else. */

/** The space that `wrap` does not break at, and prints as a space. */
export const NO_BREAK = '\u00a0'

/** A value as JSON on one line. */
export const toJson = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Array.isArray(value)
    ? value.map(toJson)
    : Object.entries(value).map(([name, member]) => `"${name}": ${toJson(member)}`)
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  const list = members.map((member) => member.replaceAll(' ', NO_BREAK)).join(', ')
  return [open, list, close].join(NO_BREAK)
}
