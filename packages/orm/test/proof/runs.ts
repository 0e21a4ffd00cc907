/** How long a proof runs: seconds in `npm test`, any time by the environment. Test code only. */

/** Runs of a proof: `normal` ones, or `STORM_RUNS` times as many. */
export const runs = (normal: number): number => Math.ceil(normal * factor)

const given = process.env['STORM_RUNS']
const factor = given === undefined ? 1 : Number(given)
if (!(factor > 0)) throw new Error(`STORM_RUNS is a number above 0, not '${given}'.`)

/** A seed that a failed run has printed, or a new one. */
export const seed = Number(process.env['STORM_SEED'] ?? Math.floor(Math.random() * 2 ** 31))

/** Time enough for all of them, and to find the smallest that fails. */
export const patience = (normal: number): number => 240_000 + (240_000 * runs(normal)) / normal
