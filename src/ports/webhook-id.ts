// The `webhook-id` of a message: made where it is sent, and shown where people look for what a receiver has seen.
import { createHash } from 'node:crypto';

/** Short, and without the dots that part what is signed. The same for every attempt. */
export const webhookId = (id: string): string => `msg_${createHash('sha256').update(id).digest('hex').slice(0, 32)}`;
