import { z } from 'zod';

const serverAddress = z
  .string()
  .refine(isServerAddress)
  .transform(text => text.replace(/\/$/, ''));

/** The keys of an entry that say which server to call. */
export const serverEntry = {
  address: serverAddress,
  nodes: z.array(serverAddress).default([]),
  namespace: z
    .string()
    .regex(/^[\x21-\x7e]+$/)
    .optional(),
  caFile: z.string().min(1).optional(),
};

/** What to do about one of them that is missing or not usable. */
export const SERVER_FIXES: Readonly<Record<string, string>> = {
  address:
    'Give the URL of the server without credentials, path or query, for example https://vault.internal:8200',
  nodes:
    "List the addresses of the cluster's nodes, for example https://vault-1.internal:8200",
  namespace: 'Write the namespace without spaces, or remove the key',
  caFile: "Name a file with the authority's certificates in PEM",
};

function isServerAddress(text: string): boolean {
  if (!URL.canParse(text)) {
    return false;
  }
  const url = new URL(text);
  return (
    ['http:', 'https:'].includes(url.protocol) &&
    url.pathname === '/' &&
    !url.username &&
    !url.password &&
    !url.search &&
    !url.hash
  );
}
