/** Where a sender writes the HMAC-SHA-256 of its message. @internal */
export const SIGNATURE_HEADER = 'x-signature-256';
