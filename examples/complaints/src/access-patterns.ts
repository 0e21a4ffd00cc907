/** The questions that the table answers, each by one request. */
import { beginsWith, between, gte } from 'single-table-orm'
import { Comment, Complaint, file } from './models.ts'

/** A complaint and everything that was said about it. */
export const complaintFile = (complaintId: string) => file.using({ complaintId }).grouped()

/** One complaint. */
export const complaint = (complaintId: string) => Complaint.objects.get({ complaintId })

/** Comments of a complaint, oldest first. */
export const commentsOf = (complaintId: string) => Comment.objects.using({ complaintId })

/** Comments of a complaint on one day: `2023-04-30`. */
export const commentsOn = (complaintId: string, day: string) =>
  Comment.objects.using({ complaintId, date: beginsWith(day) })

/** Complaints of a customer. */
export const complaintsOf = (customerId: string) => Complaint.objects.using({ customerId })

/** One complaint, but only if it is the customer's. */
export const complaintOf = (customerId: string, complaintId: string) =>
  Complaint.objects.by('ofCustomer', { customerId, complaintId }).first()

/** What was escalated to an agent, oldest first; since a time, if given. */
export const escalationsTo = (agentId: string, since?: string) =>
  Complaint.objects.using(
    since === undefined ? { escalatedTo: agentId } : { escalatedTo: agentId, escalatedAt: gte(since) },
  )

/** What was escalated to an agent and is severe. */
export const severeEscalationsTo = (agentId: string) => escalationsTo(agentId).filter({ severity: 'P1' })

/** Comments that an agent wrote between two times. */
export const commentsBy = (agentId: string, from: string, to: string) =>
  Comment.objects.using({ agentId, date: between(from, to) })
