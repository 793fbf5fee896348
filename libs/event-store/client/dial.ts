import { CallCredentials, type ChannelCredentials, Metadata } from '@grpc/grpc-js';
import { certificatesOf, channelCredentials } from './certificates';
import { serverAt } from './server-named';
import { storeAddress } from './store-url';

/**
 * Where a connection string leads, for programs that speak the protocol themselves: the node (of a cluster, the leader)
 * as host:port, and with which credentials. Throws `BadStoreUrl` and, where nobody answers there within ten seconds,
 * `StoreUnavailable`, each a sentence without secrets.
 */
export const dialStore = async (url: string): Promise<{ host: string; credentials: ChannelCredentials }> => {
  const address = storeAddress(url);
  const { user, tls } = address;
  const plain = channelCredentials(address, certificatesOf(address));
  const { host } = await serverAt(url);
  const credentials = user && tls ? plain.compose(basic(user)) : plain;
  return { host, credentials };
};

const basic = ({ username, password }: { readonly username: string; readonly password: string }): CallCredentials =>
  CallCredentials.createFromMetadataGenerator((_context, done) => {
    const metadata = new Metadata();
    metadata.set('authorization', `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`);
    done(null, metadata);
  });
