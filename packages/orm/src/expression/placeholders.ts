/** Placeholders of one request: every attribute name and every value stands in an expression as `#n` or `:n`. */
import type { AttributeValue } from '../wire/attribute-value.ts'
import type { ExpressionInput } from '../wire/request.ts'
import type { Path } from './path.ts'

/**
 * Collects the names and values of all expressions of one request.
 *
 * Numbering follows first use, so that equal input gives equal requests. One attribute has one placeholder.
 */
export class Placeholders {
  readonly #names: string[] = []
  readonly #values: AttributeValue[] = []

  /** The placeholder of an attribute or member name: `#0`. */
  name(attribute: string): string {
    const known = this.#names.indexOf(attribute)
    return `#${known < 0 ? this.#names.push(attribute) - 1 : known}`
  }

  /** The placeholder of a value: `:0`. Every call gives a new one. */
  value(value: AttributeValue): string {
    return `:${this.#values.push(value) - 1}`
  }

  /** A path with its names as placeholders: `#0.#1[2]`. */
  path([attribute, ...segments]: Path): string {
    let text = this.name(attribute)
    for (const segment of segments) text += typeof segment === 'number' ? `[${segment}]` : `.${this.name(segment)}`
    return text
  }

  /** The two members of the request, each only if it is not empty: DynamoDB refuses empty ones. */
  toInput(): ExpressionInput {
    return this.addTo({})
  }

  /** Adds them to a request. */
  addTo<Input extends ExpressionInput>(input: Input): Input {
    if (this.#names.length > 0) input.ExpressionAttributeNames = numbered('#', this.#names)
    if (this.#values.length > 0) input.ExpressionAttributeValues = numbered(':', this.#values)
    return input
  }
}

const numbered = <Member>(sign: string, members: readonly Member[]): Record<string, Member> => {
  const named: Record<string, Member> = {}
  for (let index = 0; index < members.length; index++) named[sign + index] = members[index] as Member
  return named
}
