/** Where a link event points: `<revision>@<stream>`, split at the first @. Undefined where it is no link. */
export const linkTarget = (data: Buffer): { readonly revision: number; readonly stream: string } | undefined => {
  const [, revision, stream] = /^(\d{1,15})@([\s\S]+)$/.exec(data.toString('utf8')) ?? [];
  return revision === undefined || stream === undefined ? undefined : { revision: Number(revision), stream };
};
