// Reports of the four sources as text, in the form of docs/wire-formats.md, and a way to look at a refusal.
import { DomainError } from '../../src/domain/domain-error.ts';

export const table = (change: Record<string, unknown> = {}): string =>
  JSON.stringify({
    report: {
      currency: 'USD',
      rowCount: 2,
      controlTotal: '3.345678',
      columns: ['date', 'row_id', 'placement', 'impressions', 'earnings'],
      rows: [['2026-11-20', 'x-1', 'banner', '10234', '1.345678']],
      ...change,
    },
  });

export const flat = (change: Record<string, unknown> = {}): string =>
  JSON.stringify({
    currency: 'EUR',
    count: 2,
    total: '3.00',
    sales: [
      { id: 's1-1', day: '2026-11-20', sku: 'coins-100', quantity: 1, proceeds: '4.99' },
      { id: 's1-2', day: '2026-11-20', sku: 'coins-100', quantity: 1, proceeds: '-1.99' },
    ],
    ...change,
  });

export const micros = (data: readonly unknown[], meta: Record<string, unknown> = {}): string =>
  JSON.stringify({
    data,
    meta: { currency_code: 'USD', record_count: 2, net_total_micros: '-3000000', ...meta },
    links: { next: null },
  });
export const transaction = (change: Record<string, unknown> = {}): Record<string, unknown> => ({
  transaction_id: 's2-1',
  type: 'SALE',
  occurred_on: '2026-11-20',
  amount_micros: '4990000',
  ...change,
});

export const daily = (change: Record<string, unknown> = {}): string =>
  JSON.stringify({
    export: {
      currency: 'GBP',
      entries: 2,
      net: '3.00',
      days: {
        '2026-11-20': { purchases: [{ ref: 's3-1', value: '4.99' }], refunds: [{ ref: 's3-2', value: '1.99' }] },
      },
      ...change,
    },
  });

export const refusalOf = (read: () => unknown): DomainError => {
  try {
    read();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error('the envelope was accepted');
};
