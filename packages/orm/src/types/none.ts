/** An object type without members: the default of a type parameter for optional parts. */
// biome-ignore lint/complexity/noBannedTypes: it is the one object type without members that costs nothing
export type None = {}
