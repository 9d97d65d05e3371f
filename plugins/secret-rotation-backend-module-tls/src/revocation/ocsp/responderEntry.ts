import { z } from 'zod';

/** The key `ocsp` of an entry. */
export const responderEntry = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
});

/** What to do where the key cannot be used. */
export const RESPONDER_FIX =
  'Give under url the http address of the OCSP responder, or remove the key';
