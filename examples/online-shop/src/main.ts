/** `npm run shop`. */
import { StormError } from 'single-table-orm'
import { run } from './run.ts'

// `npm run shop | head` is fine.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

try {
  process.exitCode = await run({ output: process.stdout })
} catch (error) {
  if (!(error instanceof StormError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
