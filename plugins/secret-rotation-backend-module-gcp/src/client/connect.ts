import { SecretManagerServiceClient } from '@google-cloud/secret-manager';
import { credentials } from '@grpc/grpc-js';

/** Where the service is, and as whom to call it. */
export interface Connection {
  /** Without it some credentials ask another service which one is theirs, for which they may have no right. */
  readonly project?: string;
  /** Without it: the global endpoint. */
  readonly location?: string;
  /** A stand-in on this machine, which takes no credentials. */
  readonly standIn?: { readonly host: string; readonly port: number };
  /** Without it: application-default credentials. */
  readonly keyFile?: string;
}

/**
 * Makes a client and lets it find its credentials. This is awaited apart from its calls: a client whose credentials
 * fail under a call leaves a rejection that nobody handles, and stays unusable.
 */
export async function connect(
  connection: Connection,
): Promise<SecretManagerServiceClient> {
  const client = new SecretManagerServiceClient(optionsOf(connection));
  // The client's own debug output, switched on from the environment, prints what it sends and gets, values included.
  Object.assign(client, { _log: { info: () => undefined } });
  await client.initialize();
  return client;
}

/**
 * Has the client get a token, or keep the one that it has. The client would do so by itself; but a failure under a call
 * comes out as one of the service, which people would then look at in vain.
 */
export async function authorise(
  client: SecretManagerServiceClient,
  { standIn }: Connection,
): Promise<void> {
  if (!standIn) {
    await client.auth.getRequestHeaders();
  }
}

/** How Google's client is to be made. */
export function optionsOf({ project, location, standIn, keyFile }: Connection) {
  if (standIn) {
    return {
      apiEndpoint: standIn.host,
      port: standIn.port,
      sslCreds: credentials.createInsecure(),
      // Clients of one address share their connection. On this machine an earlier server may have had the same port, and
      // clients that wait before they try it again would have this one wait too.
      'grpc.use_local_subchannel_pool': 1,
      // Else the client would look for credentials to learn it.
      clientOptions: { universeDomain: 'googleapis.com' },
    };
  }
  return {
    ...(project === undefined ? {} : { projectId: project }),
    ...(keyFile === undefined ? {} : { keyFilename: keyFile }),
    ...(location === undefined
      ? {}
      : { apiEndpoint: `secretmanager.${location}.rep.googleapis.com` }),
  };
}
