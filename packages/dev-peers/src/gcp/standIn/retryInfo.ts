import { Writer } from 'protobufjs/minimal';
import type { Refusal } from './refusal';

/** The detail that says when to ask again, as `google.rpc.Status` carries it in the trailer of a refused call. */
export function retryInfo(refusal: Refusal): Buffer {
  const delay = Writer.create()
    .uint32(field(1, 'varint'))
    .int64(refusal.retryAfterSeconds ?? 0)
    .finish();
  const info = Writer.create().uint32(field(1, 'bytes')).bytes(delay).finish();
  const detail = Writer.create()
    .uint32(field(1, 'bytes'))
    .string('type.googleapis.com/google.rpc.RetryInfo')
    .uint32(field(2, 'bytes'))
    .bytes(info)
    .finish();
  const status = Writer.create()
    .uint32(field(1, 'varint'))
    .int32(refusal.code)
    .uint32(field(2, 'bytes'))
    .string(refusal.message)
    .uint32(field(3, 'bytes'))
    .bytes(detail)
    .finish();
  return Buffer.from(status);
}

function field(number: number, type: 'varint' | 'bytes'): number {
  return number * 8 + (type === 'varint' ? 0 : 2);
}
