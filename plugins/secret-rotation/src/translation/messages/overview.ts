/** Texts of the list of all secrets. @internal */
export const overviewMessages = {
  overview: {
    title: 'Secrets',
    managed: 'Managed',
    search: 'Search name',
    owner: 'Owner',
    store: 'Store',
    state: 'State',
    any: 'any',
    clear: 'Clear filters',
    secret: 'Secret',
    age: 'Age and limit',
    next: 'Next',
    turn: 'Whose turn',
    worstFirst: 'worst first, times in {{zone}}',
    first: 'First page',
    nextPage: 'Next page',
    pages: 'Pages of secrets',
    shown_one: '{{count}} secret on this page',
    shown_other: '{{count}} secrets on this page',
    empty: 'No secrets yet.',
    emptyHint:
      'A secret is a Resource of type secret in the catalog. The first one that you register shows here.',
    forbiddenHint:
      'You may still open the secrets of your services from their pages in the catalog. Whoever runs the portal can let you see this list.',
    noMatch: 'No secret matches.',
    configurationTitle_one:
      '{{count}} entry of the configuration is switched off',
    configurationTitle_other:
      '{{count}} entries of the configuration are switched off',
    configurationEntry: '{{section}}, {{name}}: {{message}}',
    soon: 'As soon as answered',
    never: 'Not planned',
    filters: 'Filters',
    outOfBand: 'changed outside of Keyturn',
  },
} as const;
