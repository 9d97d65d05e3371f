/** How adapters speak with a provider's JSON API that the operator has configured for the whole portal. */
export * from './ApiProblem';
export * from './ProviderApi';
export * from './RateLimit';
export * from './reasons';
export * from './withinTime';
