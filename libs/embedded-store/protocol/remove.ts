import type { Call } from '../transport/call';
import { positionFields } from './answers';
import { CODECS } from './codec';
import { streamDeleted, wrongRevision } from './failure';
import type { NodeServices } from './node-services';
import { expectedOf } from './request-fields';
import { unary } from './unary';
import { removableStream } from './write-access';

const remove =
  (how: 'soft' | 'hard', codec: typeof CODECS.delete) =>
  (call: Call, { store, keepsStreams }: NodeServices): void =>
    unary(call, async (message) => {
      const { options } = codec.decode(message);
      const stream = removableStream({ keepsStreams }, options?.stream_identifier);
      const expected = expectedOf(options ?? {});
      const outcome = await store.remove(stream, expected, how);
      if (outcome.is === 'deleted') throw streamDeleted(stream);
      if (outcome.is === 'wrong-revision')
        throw wrongRevision(how === 'soft' ? 'Delete' : 'Tombstone', stream, expected, outcome.current);
      return codec.encode(positionFields(outcome));
    });

export const deleteStream = remove('soft', CODECS.delete);
export const tombstone = remove('hard', CODECS.tombstone);
