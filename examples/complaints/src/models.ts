/** The complaint table and its two models, with three indexes over attributes that the items hold anyway. */
import { f, Table } from 'single-table-orm'

export const desk = new Table({
  name: 'Complaint_management_system',
  indexes: {
    Customer_Complaint_GSI: { pk: ['customer_id'], sk: ['complaint_id'] },
    Escalations_GSI: { pk: ['escalated_to'], sk: ['escalation_time'] },
    Agents_Comments_GSI: { pk: ['agentID'], sk: ['comm_date'] },
  },
  typeAttribute: false,
  keyEncoding: 'raw',
})

/** Times of the data have no zone, so they are text: `2023-04-30T12:00:24`. */
const time = () =>
  f.string().pattern(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/, 'It must be a time such as 2023-04-30T12:00:24.')
const state = () => f.enum('waiting', 'assigned', 'investigating', 'resolved')

/** A customer's complaint: what the design calls its metadata. */
export class Complaint extends desk.Model<Complaint>()('Complaint', {
  fields: {
    complaintId: f.string().as('complaint_id'),
    customerId: f.string().as('customer_id'),
    state: state().as('current_state'),
    createdAt: time().as('creation_time'),
    severity: f.enum('P1', 'P2', 'P3'),
    description: f.string().as('complaint_description'),
    escalatedTo: f.string().optional().as('escalated_to'),
    escalatedAt: time().optional().as('escalation_time'),
  },
  keys: {
    primary: { pk: '{complaintId}', sk: 'metadata' },
    ofCustomer: { index: 'Customer_Complaint_GSI', pk: ['customerId'], sk: ['complaintId'] },
    // Sparse: a complaint that was not escalated has neither attribute, and so is not in the index.
    escalated: { index: 'Escalations_GSI', pk: ['escalatedTo'], sk: ['escalatedAt'] },
  },
}) {
  comments() {
    return Comment.objects.using({ complaintId: this.complaintId })
  }
}

/** What was said about a complaint; without an agent where the customer said it. */
export class Comment extends desk.Model<Comment>()('Comment', {
  fields: {
    complaintId: f.string().keyOnly(),
    commentId: f.string().as('comm_id'),
    date: time().as('comm_date'),
    state: state().as('complaint_state'),
    text: f.string().as('comm_text'),
    attachments: f.set(f.string()).optional(),
    agentId: f.string().optional().as('agentID'),
  },
  keys: {
    primary: { pk: '{complaintId}', sk: 'comm#{date}#{commentId}' },
    ofAgent: { index: 'Agents_Comments_GSI', pk: ['agentId'], sk: ['date'] },
  },
}) {
  complaint() {
    return Complaint.objects.get({ complaintId: this.complaintId })
  }
}

/** A complaint with all its comments: one item collection, one Query. */
export const file = desk.collection(Complaint, Comment)
