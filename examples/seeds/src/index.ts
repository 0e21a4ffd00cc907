/** The example; see README.md. */
export {}
