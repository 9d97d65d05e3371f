/** Texts of the list of what nobody manages. @internal */
export const unmanagedMessages = {
  unmanaged: {
    title: 'Not managed yet',
    lead: 'Secrets that your stores hold and that no entity of the catalog claims. Nothing rotates them. To manage one, register a Resource of type secret with its store and path.',
    search: 'Search path',
    path: 'Path and store',
    age: 'Age',
    changed: 'Last changed',
    created: 'Created',
    tags: 'Labels',
    noTags: 'none',
    moreTags_one: '+{{count}} more',
    moreTags_other: '+{{count}} more',
    ageUnknown: 'not known',
    timeUnknown: 'not known',
    atMost: 'at most {{span}}',
    neverChanged: 'never changed',
    total_one: '{{count, number}} secret that nobody manages, the oldest first',
    total_other:
      '{{count, number}} secrets that nobody manages, the oldest first',
    onPage_one: '{{count}} secret on this page, the oldest first',
    onPage_other: '{{count}} secrets on this page, the oldest first',
    asOf: 'as the stores were at {{time}}',
    underWay: 'the stores are still being walked through',
    forbiddenHint:
      'What no entity claims has no owner, so the platform team sees it. Ask them.',
    noStore: 'No store is listed.',
    noStoreHint:
      'Keyturn lists what a store holds when the platform team sets inventory on its entry in app-config.',
    nothing: 'Everything is managed.',
    nothingHint:
      'Each secret in the stores that are listed is claimed by an entity of the catalog.',
    notYet: 'Nothing was found yet.',
    notYetHint: 'The first walk through the stores takes some minutes.',
    storeProblem: '{{store}} is not listed as a whole',
  },
} as const;
