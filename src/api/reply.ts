// What a handler answers, apart from Express: the status, and a body as JSON, as a page, or piece by piece.
import type { ExportFormat } from '../operations/row-writing.ts';

export type Reply =
  | {
      readonly kind: 'json';
      readonly status: number;
      readonly body: unknown;
      readonly location?: string;
      /** A strong tag in its quotes. */
      readonly etag?: string;
      /** A whole Set-Cookie header. */
      readonly cookie?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'stream';
      readonly contentType: string;
      readonly fileName: string;
      readonly pieces: AsyncIterable<string>;
    }
  | {
      readonly kind: 'events';
      /** Returns what is to be done when the other side goes. */
      readonly open: (sink: EventSink) => () => void;
    }
  | { readonly kind: 'text'; readonly contentType: string; readonly text: string }
  | {
      readonly kind: 'empty';
      readonly status: number;
      readonly cookie?: string;
      readonly headers?: Readonly<Record<string, string>>;
    };

export interface EventSink {
  /** False: it does not read any more. */
  readonly write: (text: string) => boolean;
  readonly end: () => void;
}

export const ok = (body: unknown): Reply => ({ kind: 'json', status: 200, body });
export const created = (body: unknown, location: string): Reply => ({ kind: 'json', status: 201, body, location });
export const accepted = (body: unknown, location: string): Reply => ({ kind: 'json', status: 202, body, location });

const CONTENT_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
};

/** Rows of any number, written as they come. */
export const fileReply = (name: string, format: ExportFormat, pieces: AsyncIterable<string>): Reply => ({
  kind: 'stream',
  contentType: CONTENT_TYPES[format],
  fileName: `${name}.${format}`,
  pieces,
});
