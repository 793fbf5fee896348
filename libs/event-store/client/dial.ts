import { CallCredentials, type ChannelCredentials, Metadata } from '@grpc/grpc-js';
import { certificatesOf, channelCredentials } from './certificates';
import { askingWith, discover, nameOf } from './discovery';
import { storeAddress } from './store-url';

const GOSSIP_MS = 5_000;

/**
 * Where a connection string leads, for programs that speak the protocol themselves: the node (of a cluster, the leader)
 * as host:port, and with which credentials. Throws `BadStoreUrl` and `NoNodeFound`, each a sentence without secrets.
 */
export const dialStore = async (url: string): Promise<{ host: string; credentials: ChannelCredentials }> => {
  const address = storeAddress(url);
  const { hosts, isCluster, nodePreference: preference, user, tls } = address;
  const plain = channelCredentials(address, certificatesOf(address));
  const [first] = hosts;
  const host = isCluster
    ? await discover({ hosts, preference, withinMs: GOSSIP_MS }, askingWith(plain))
    : (first as (typeof hosts)[number]);
  const credentials = user && tls ? plain.compose(basic(user)) : plain;
  return { host: nameOf(host), credentials };
};

const basic = ({ username, password }: { readonly username: string; readonly password: string }): CallCredentials =>
  CallCredentials.createFromMetadataGenerator((_context, done) => {
    const metadata = new Metadata();
    metadata.set('authorization', `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`);
    done(null, metadata);
  });
