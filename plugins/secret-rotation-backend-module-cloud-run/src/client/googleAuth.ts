import { GoogleAuth, type AuthClient } from 'google-auth-library';
import { boundedFetch } from './boundedFetch';

/** The credentials of an entry, looked for at the first request. @internal */
export function googleAuth({
  keyFile,
}: {
  keyFile?: string;
}): GoogleAuth<AuthClient> {
  return new GoogleAuth<AuthClient>({
    keyFilename: keyFile,
    scopes: ['https://www.googleapis.com/auth/cloud-platform'],
    clientOptions: {
      transporterOptions: { fetchImplementation: boundedFetch },
    },
  });
}
