/** What the transports cost without anything of a model. */
import { runChild } from '../child.mjs'

/** @type {import('../run.mjs').Section} */
export const measureTransport = ({ quick }) => runChild('transport-child.mjs', [String(quick ? 3 : 10)])
