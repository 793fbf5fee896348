import { mustBeDescribed } from '../../apps/server/openapi/answer-check';

/** `fetch`, and the answer held against docs/openapi.json. The body of a stream is not waited for. */
export const checkedFetch = async (url: string, init: RequestInit = {}): Promise<Response> => {
  const response = await fetch(url, init);
  const contentType = response.headers.get('content-type');
  const { pathname, search } = new URL(url);
  const isStream = contentType?.startsWith('text/event-stream') === true;
  mustBeDescribed({
    method: init.method ?? 'GET',
    path: `${pathname}${search}`,
    status: response.status,
    contentType,
    text: isStream ? '' : await response.clone().text(),
  });
  return response;
};
