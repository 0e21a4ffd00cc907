/** Loads AWS's complaint items into an engine of its own and asks every question of `access-patterns.ts`. */
import { startEngine } from 'single-table-orm/testing'
import {
  commentsBy,
  commentsOf,
  commentsOn,
  complaint,
  complaintFile,
  complaintOf,
  complaintsOf,
  escalationsTo,
  severeEscalationsTo,
} from './access-patterns.ts'
import { items, load } from './data.ts'
import { type Comment, type Complaint, desk } from './models.ts'

const lineOf = (one: Complaint) => `${one.complaintId}  ${one.severity}  ${one.state}  (${one.customerId})`
const commentLine = (one: Comment) =>
  `${one.date}  ${one.commentId}  ${one.state}  ${one.agentId ?? 'no agent'}, ${one.attachments?.size ?? 0} attachments`

const show = (question: string, lines: readonly string[]) =>
  console.log(`\n${question}\n${lines.map((text) => `  ${text}`).join('\n')}`)

const ask = async (): Promise<void> => {
  show('The complaint Complaint1444', [lineOf(await complaint('Complaint1444'))])
  const { Complaint: found, Comment: said } = await complaintFile('Complaint123')
  show('Complaint123 with its comments, one request', [...found.map(lineOf), ...said.map(commentLine)])
  show('Comments of Complaint1444', (await commentsOf('Complaint1444').all()).map(commentLine))
  show(
    'Comments of Complaint123 on 2023-04-30',
    (await commentsOn('Complaint123', '2023-04-30').all()).map(commentLine),
  )
  show('Complaints of custXYZ', (await complaintsOf('custXYZ').all()).map(lineOf))
  const one = await complaintOf('custXYZ', 'Complaint0987')
  show('Complaint0987, if it is of custXYZ', one === undefined ? ['it is not'] : [lineOf(one)])
  show('Escalated to AgentB', (await escalationsTo('AgentB').all()).map(lineOf))
  show('Escalated to AgentB since May 2023', (await escalationsTo('AgentB', '2023-05').all()).map(lineOf))
  show('Escalated to AgentB, severity P1', (await severeEscalationsTo('AgentB').all()).map(lineOf))
  const may = await commentsBy('AgentA', '2023-04-01T00:00:00', '2023-04-30T12:30:00').all()
  show('Comments by AgentA in April until noon of the 30th', may.map(commentLine))
}

const engine = await startEngine()
try {
  await desk.with({ client: engine.client }, async () => {
    await desk.ensure()
    await load(engine.client, 'Complaint_management_system')
    console.log(`${items.length} items of data/complaint-management.json are in the table.`)
    await ask()
  })
} finally {
  await engine.stop()
}
