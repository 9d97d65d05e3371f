import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { secretRotationExtensionPoint } from '@keyturn/backstage-plugin-secret-rotation-node';
import { AcmeAuthority } from './acme/AcmeAuthority';
import { AnswerTable } from './acme/challenge/AnswerTable';
import { tlsExtensionPoint } from './acme/challenge/ChallengeHook';
import { ChallengeHooks } from './acme/challenge/ChallengeHooks';
import {
  answerRouter,
  CHALLENGE_PATH,
  httpBackend,
} from './acme/challenge/httpBackend';
import { readAcmeSettings } from './acme/settings';
import { FileAuthority } from './ca/FileAuthority';
import { refreshLists } from './ca/refreshLists';
import { readFileAuthoritySettings } from './ca/settings';
import { CertificateRotator } from './CertificateRotator';
import { HandshakeConsumerAdapter } from './handshake/HandshakeConsumerAdapter';
import { readHandshakeSettings } from './handshake/settings';
import { readVaultPkiSettings } from './vaultPki/settings';
import { VaultPkiAuthority } from './vaultPki/VaultPkiAuthority';

/**
 * Adds rotators of kind `tls-ca`, `tls-vault-pki` and `tls-acme`, and consumers of kind `tls-handshake`, to the
 * secret-rotation plugin.
 * @public
 */
export const secretRotationModuleTls = createBackendModule({
  pluginId: 'secret-rotation',
  moduleId: 'tls',
  register(env) {
    const hooks = new ChallengeHooks();
    env.registerExtensionPoint(tlsExtensionPoint, hooks);
    env.registerInit({
      deps: {
        secretRotation: secretRotationExtensionPoint,
        scheduler: coreServices.scheduler,
        database: coreServices.database,
        rootHttpRouter: coreServices.rootHttpRouter,
        logger: coreServices.logger,
      },
      async init({
        secretRotation,
        scheduler,
        database,
        rootHttpRouter,
        logger,
      }) {
        const answers = new AnswerTable(database, Date.now);
        let answersHere = false;
        const answerHere = httpBackend(answers);
        hooks.addChallengeHook('http-backend', (config, key) => {
          const hook = answerHere(config, key);
          answersHere = true;
          return hook;
        });
        // At the root, and not below the plugin's own path, which ACME servers do not know.
        rootHttpRouter.use(
          CHALLENGE_PATH,
          answerRouter(answers, () => answersHere),
        );
        const authorities = new Map<string, FileAuthority>();
        secretRotation.addRotator('tls-ca', entry => {
          const authority = new FileAuthority(readFileAuthoritySettings(entry));
          authorities.set(entry.name, authority);
          return new CertificateRotator(authority);
        });
        secretRotation.addRotator(
          'tls-vault-pki',
          entry =>
            new CertificateRotator(
              new VaultPkiAuthority(
                readVaultPkiSettings(entry),
                entry.ownCredentials,
              ),
            ),
        );
        secretRotation.addRotator('tls-acme', entry => {
          const settings = readAcmeSettings(entry);
          const hook = hooks.build(entry.config, settings.key);
          return new CertificateRotator(
            new AcmeAuthority(settings, hook, entry.ownCredentials),
          );
        });
        secretRotation.addConsumer(
          'tls-handshake',
          entry => new HandshakeConsumerAdapter(readHandshakeSettings(entry)),
        );
        await scheduler.scheduleTask({
          id: 'secret-rotation-tls-lists',
          // Only some replicas may reach an authority's folder.
          scope: 'local',
          frequency: { hours: 1 },
          timeout: { minutes: 5 },
          fn: () => refreshLists(authorities, logger),
        });
      },
    });
  },
});
