import sodium from 'libsodium-wrappers';

/** Seals a text for GitHub: only the holder of the key's other half can read it, and nobody sees who sealed it. @internal */
export async function sealText(text: string, key: string): Promise<string> {
  await sodium.ready;
  const sealed = sodium.crypto_box_seal(
    sodium.from_string(text),
    sodium.from_base64(key, sodium.base64_variants.ORIGINAL),
  );
  return sodium.to_base64(sealed, sodium.base64_variants.ORIGINAL);
}
