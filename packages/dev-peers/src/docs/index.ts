/** What the documentation shows, for the tests that hold it to be true. */
export * from './shownConsumer';
