/** Names that servers, drivers and their languages read in their own way. */
export const HOSTILE_NAMES: Readonly<Record<string, string>> = {
  'a double quote and a second statement': 'pay"; DROP TABLE orders; --',
  'quotes of every kind': `o'neil "the" \`boss\``,
  backslashes: "a\\b\\'; c\\",
  'a NUL': 'pay\u0000ments',
  'signs of every alphabet': 'zahlung-éЖ你🔑',
  '64 characters': 'u'.repeat(64),
  '300 characters': 'u'.repeat(300),
  'white space and line breaks': ' a\tb\r\nc ',
  'signs that patterns, paths and directories read': 'a*?%_/../b,dc=x#+<>;',
  'the look of an option or a command': '-u --all ON >x ~* &*',
};

/** Values that servers, drivers and their languages read in their own way. */
export const HOSTILE_VALUES: Readonly<Record<string, string>> = {
  'a double quote and a second statement': 'x"; DROP TABLE orders; --',
  'quotes of every kind and backslashes': `'"\`\\\\'\\"''\\`,
  'a NUL': 'before\u0000after-the-nul-1234567890',
  'signs of every alphabet': 'é€Ωжשש你好🔑👩‍💻',
  'both forms of the same letter': 'e\u0301é-e\u0301é-e\u0301é',
  'white space and line breaks': ' a\tb\r\nc-0123456789 ',
  'signs that URLs, shells and commands read': '%41+&=?#/$x`id`>#{y}~* ON',
  'the look of a hash': `*${'0123456789'.repeat(4)}`,
};

/** What a fuzzer makes names and values of: signs that servers, drivers and their languages read in their own way. @public */
export const HOSTILE_SIGNS: readonly string[] = [
  ...['"', "'", '`', '\\', ';', '--', '/*', '*/', '#', '$$', '$1', '?', ':x'],
  ...['%', '_', '*', '~', '>', '<', '(', ')', '{', '}', '&', '|', '=', '+'],
  ...['@', ',', '/', '..', ' ', '\t', '\r\n', '\0', '\u001b[2J', '\u007f'],
  ...['\u00a0', '\u200f', 'e\u0301', 'ß', 'İ', 'Ж', '你', '🔑', '\uffff'],
  ...['DROP', 'OR 1=1', 'a', 'Z', '0'],
];
