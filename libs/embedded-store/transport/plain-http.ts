/** What is asked over plain HTTP, of either version, and answered at once. */
export type PlainRequest = { readonly method: string; readonly url: string };
export type PlainAnswer = {
  readonly status: number;
  readonly type?: 'application/json' | 'text/plain';
  readonly body?: string;
};
export type PlainHandler = (request: PlainRequest) => PlainAnswer;

export const headersOf = ({ type, body = '' }: PlainAnswer): Record<string, string> => ({
  ...(type && { 'content-type': `${type}; charset=utf-8` }),
  ...(body !== '' && { 'content-length': String(Buffer.byteLength(body)) }),
});
