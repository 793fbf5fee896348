import { Id, OneOf, Optional, WholeNumber } from '#http-kit/http';

/** A command that needs no word more than its path. */
export class MonthClosingDto {}
export class OfClientDto {
  /** Lines of this client alone. */
  @Optional() @Id('acme') client?: string;
}
export class LinesQueryDto extends OfClientDto {
  /** `csv` for comma-separated values; `json` otherwise. */
  @Optional() @OneOf(['json', 'csv']) format?: 'json' | 'csv';
}
export class HandoverDto {
  /** Whose invoice it is. */
  @Id('acme') client!: string;
}
export class InvoiceDto {
  /** Whose invoice it is. */
  @Id('acme') client!: string;
  /** The invoice as the billing system calls it. */
  @Id('INV-2026-0417') invoiceId!: string;
}
export class PaymentDto extends InvoiceDto {
  /** What has been paid of it by now, in cents. */
  @WholeNumber(0, 1_000_000_000) paidCents!: number;
}
