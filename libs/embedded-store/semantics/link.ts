const MAX_REVISION = 2n ** 63n - 1n;

/** Where a link event points: `<revision>@<stream>`, split at the first @. Undefined where it is no link. */
export const linkTarget = (data: Buffer): { readonly revision: number; readonly stream: string } | undefined => {
  const [, revision, stream] = /^(\d{1,19})@([\s\S]+)$/.exec(data.toString('utf8')) ?? [];
  if (revision === undefined || stream === undefined || BigInt(revision) > MAX_REVISION) return undefined;
  return { revision: Number(revision), stream };
};
