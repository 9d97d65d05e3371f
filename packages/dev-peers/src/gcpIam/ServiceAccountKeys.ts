import {
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  verify,
} from 'node:crypto';

/** A key of a service account, as Google keeps it: without its private half. @internal */
export interface ServiceAccountKey {
  readonly id: string;
  readonly email: string;
  readonly publicKey: string;
  readonly validAfter: Date;
  disabled: boolean;
}

/** Google takes 2048; these are for tests that make hundreds. */
const BITS = 1024;
const MOST_KEYS = 10;
const LONGEST_LIFE_S = 3_600;

/** The keys of all service accounts of the stand-in. @internal */
export class ServiceAccountKeys {
  readonly #keys: ServiceAccountKey[] = [];

  of(email: string): readonly ServiceAccountKey[] {
    return this.#keys.filter(key => key.email === email);
  }

  isFull(email: string): boolean {
    return this.of(email).length >= MOST_KEYS;
  }

  /** @returns the content of the credentials file */
  create(email: string): Record<string, string> {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', {
      modulusLength: BITS,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const id = randomBytes(20).toString('hex');
    this.#keys.push({
      ...{ id, email, publicKey },
      // Google writes it in whole seconds.
      validAfter: new Date(Math.floor(Date.now() / 1_000) * 1_000),
      disabled: false,
    });
    return {
      type: 'service_account',
      project_id: 'payments-prod',
      private_key_id: id,
      private_key: privateKey,
      client_email: email,
      client_id: '104000000000000000001',
      auth_uri: 'https://accounts.google.com/o/oauth2/auth',
      token_uri: 'https://oauth2.googleapis.com/token',
    };
  }

  find(email: string, id: string): ServiceAccountKey | undefined {
    return this.of(email).find(key => key.id === id);
  }

  delete(key: ServiceAccountKey): void {
    this.#keys.splice(this.#keys.indexOf(key), 1);
  }

  /** Whose a signed assertion is; a reason in Google's words where it is nobody's. */
  issuerOf(assertion: string): { email: string } | { refusal: string } {
    const [head = '', body = '', signature = ''] = assertion.split('.');
    const { kid } = decode(head);
    const { iss, exp, iat } = decode(body);
    const now = Date.now() / 1_000;
    const life = Number(exp) - Number(iat);
    if (!(Number(exp) > now && life <= LONGEST_LIFE_S)) {
      return {
        refusal:
          'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.',
      };
    }
    const isSigned = this.of(String(iss)).some(
      key =>
        !key.disabled &&
        (kid === undefined || kid === key.id) &&
        verify(
          'sha256',
          Buffer.from(`${head}.${body}`),
          createPublicKey(key.publicKey),
          Buffer.from(signature, 'base64url'),
        ),
    );
    return isSigned
      ? { email: String(iss) }
      : { refusal: 'Invalid JWT Signature.' };
  }
}

function decode(part: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return {}; // it is nobody's then
  }
}
