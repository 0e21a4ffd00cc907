/** The names of engines. */

/** An engine that `startEngine` knows how to find and start. */
export type EngineName = 'dynoxide' | 'dynamodb-local' | 'dynalite'

/** What answers: a known engine, `'endpoint'` where nothing was started, `'command'` for a command of the user. */
export type EngineKind = 'endpoint' | 'command' | EngineName
