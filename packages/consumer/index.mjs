// One copy of the code for `import` and `require` alike: two copies would be two classes of the same name.
import consumer from './dist/index.cjs.js';

export const {
  SecretContent,
  SecretUnusableError,
  createAttestationHandler,
  createConsumer,
  fromCallback,
  fromFile,
  fromFolder,
} = consumer;
