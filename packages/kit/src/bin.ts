#!/usr/bin/env node
/** The executable `storm`. */
import { run } from './index.ts'

process.exitCode = await run(process.argv.slice(2))
