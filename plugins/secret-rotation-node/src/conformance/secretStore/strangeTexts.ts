/** Texts that encodings get wrong. None begins or ends with white space: some people's tools cut that off. */
export const STRANGE_TEXTS: Readonly<Record<string, string>> = {
  'quotes and backslashes': `"'\\\\"\\n\\u0000{"a":"b"}`,
  'signs of every alphabet, and of none': 'é€Ωжשש你好🔑👩‍💻‮⁦',
  'line breaks and control signs': 'a\r\nb\tc\u0001\u001f\u007f\u2028d',
  'signs that URLs, shells and templates read':
    '%41%00+&=?#/../$' + '{x}`id`;--<!--',
  'texts that look like numbers or nothing': '00012345678901234567890.0e5',
  'both forms of the same letter': 'e\u0301é',
};

/** No real key: what consumers of certificates read, with the line break at the end that they need. */
export const PEM_BUNDLE = ['PRIVATE KEY', 'CERTIFICATE', 'CERTIFICATE']
  .map(
    label =>
      `-----BEGIN ${label}-----\n${`${'MIIA'.repeat(16)}\n`.repeat(
        12,
      )}-----END ${label}-----\n`,
  )
  .join('');
