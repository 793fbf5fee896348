// Who makes a call, and which append of a BatchAppend an answer belongs to.
import { Metadata } from '@grpc/grpc-js';
import type { Message } from './raw';

/** Who makes a call: sent as it is, with TLS or without. */
export type Basic = { readonly name: string; readonly password: string };
export const metadataOf = (by: Basic | undefined): Metadata => {
  const metadata = new Metadata();
  if (by) metadata.set('authorization', `Basic ${Buffer.from(`${by.name}:${by.password}`).toString('base64')}`);
  return metadata;
};

export const correlationOf = ({ correlationId }: Message): string => {
  const { string, structured } = correlationId as { string?: string; structured?: Message };
  return string ?? uuidOfHalves(structured);
};

const uuidOfHalves = (structured: Message | undefined): string =>
  ['mostSignificantBits', 'leastSignificantBits']
    .map((half) => BigInt.asUintN(64, BigInt(String(structured?.[half] ?? 0))))
    .map((half) => half.toString(16).padStart(16, '0'))
    .join('')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
