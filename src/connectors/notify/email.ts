// Alerts by e-mail over SMTP: plain text, one mail for each thing that happens to an incident.
import { createHash } from 'node:crypto';
import { createTransport } from 'nodemailer';
import { MorrowError } from '../../contract/errors.ts';
import type { NotificationMessage, Notifier } from '../../ports/notifier.ts';

export interface EmailOptions {
  /** `smtp://user@host:587` or `smtps://…`; without a password. */
  readonly url: string;
  readonly password: string | undefined;
  readonly from: string;
  readonly to: readonly string[];
  readonly timeoutMs: number;
}

export function createEmailNotifier({ url, password, from, to, timeoutMs }: EmailOptions): Notifier {
  const { protocol, hostname, port, username } = new URL(url);
  const secure = protocol === 'smtps:';
  const transport = createTransport({
    host: hostname,
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    ...(username === '' ? {} : { auth: { user: decodeURIComponent(username), pass: password ?? '' } }),
  });
  return {
    channel: 'email',
    async send(message) {
      const mail = { from, to: [...to], subject: subjectOf(message), text: textOf(message), headers: HEADERS };
      await transport.sendMail({ ...mail, messageId: messageId(message, from) }).catch((error: unknown) => {
        throw failed(error);
      });
    },
  };
}

/** Nobody's absence note is to answer. */
const HEADERS = { 'Auto-Submitted': 'auto-generated' };

function subjectOf({ event, alert }: NotificationMessage): string {
  const what = event === 'resolved' ? 'RESOLVED' : event === 'test' ? 'TEST' : alert.severity.toUpperCase();
  return `[Morrow] ${what}: ${alert.title}`;
}

function textOf({ event, at, alert }: NotificationMessage): string {
  const facts = Object.entries(alert.facts).map(
    ([name, value]) => `  ${name}: ${Array.isArray(value) ? value.join(', ') : String(value)}`,
  );
  return [
    alert.title,
    '',
    alert.detail,
    '',
    `What happened: ${event} at ${at}`,
    `Severity: ${alert.severity}`,
    `Open since: ${alert.openedAt}`,
    `Incident: ${alert.id}`,
    ...facts,
    '',
  ].join('\n');
}

/** The same for every attempt, so that mail programs show a repeated one once. */
function messageId({ id }: NotificationMessage, from: string): string {
  const [, host = 'morrow.invalid'] = /@([A-Za-z0-9.-]+)/.exec(from) ?? [];
  return `<${createHash('sha256').update(id).digest('hex').slice(0, 32)}@${host}>`;
}

/** The server's own words may be long, and may quote what we sent: its code is enough. */
function failed(error: unknown): MorrowError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'no code';
  const status = error instanceof Error && 'responseCode' in error ? `, SMTP ${String(error.responseCode)}` : '';
  return new MorrowError('NOTIFICATION_FAILED', `The mail was not taken (${code}${status}).`, {
    facts: { channel: 'email' },
  });
}
