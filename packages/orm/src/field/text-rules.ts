/** What DynamoDB demands of text: a UTF-8 form, and names that are not empty. */
import { isWellFormedText } from '../util/well-formed.ts'
import { type ParsePlace, report } from './kernel.ts'

/** Reports text that has no UTF-8 form; DynamoDB could not give it back. */
export const checkWellFormed = (text: string, { path, context }: ParsePlace): void => {
  if (!isWellFormedText(text))
    report(context, path, 'Expected text that UTF-8 can write, but it holds half a surrogate pair.')
}

/** Reports a member name that DynamoDB cannot hold. */
export const checkName = (name: string, place: ParsePlace): void => {
  if (name === '') report(place.context, place.path, 'Expected a name; the names of members are not empty.')
  checkWellFormed(name, place)
}
