const KEY = 'development-user';

/**
 * Whom this tab was signed in as, so that a reload or a link does not ask again. A tab of its own per person is
 * wanted: a requester and an approver can be tried side by side.
 */
export const rememberedUser = {
  get: () => window.sessionStorage.getItem(KEY) ?? undefined,
  set: (entityRef: string) => window.sessionStorage.setItem(KEY, entityRef),
  forget: () => window.sessionStorage.removeItem(KEY),
};
