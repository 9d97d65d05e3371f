import { hostname } from 'node:os';
import { randomUUID } from 'node:crypto';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import {
  secretRotationExtensionPoint,
  secretRotationNotifierExtensionPoint,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { mountApi } from './api/createApiRouter';
import { Authorization } from './authorization/Authorization';
import { AuthorizedRotationService } from './authorization/AuthorizedRotationService';
import { DecisionAudit } from './authorization/DecisionAudit';
import { registerPermissions } from './authorization/registerPermissions';
import { secretPermissionResourceRef } from './authorization/secretPermissionRules';
import { CatalogReader } from './catalog/CatalogReader';
import { syncCatalog } from './catalog/syncCatalog';
import { createAdapterRegistry } from './adapters/createAdapterRegistry';
import { createNotifierSlot } from './adapters/createNotifierSlot';
import { readConfiguration } from './configuration';
import { EffectGate } from './engine/EffectGate';
import { Engine } from './engine/Engine';
import { failpointsFromEnvironment } from './engine/failpoints';
import { Worker } from './engine/Worker';
import { DatabaseClock } from './ledger/DatabaseClock';
import { Ledger } from './ledger/Ledger';
import type { RunRow } from './ledger/rows';
import { liveWorkers } from './ledger/operations/workers';
import { measureBacklog } from './ledger/operations/measureBacklog';
import {
  optionalMetricsServiceRef,
  optionalTracingServiceRef,
} from './observability/alphaServices';
import { createInstruments } from './observability/createInstruments';
import { watchBacklog } from './observability/watchBacklog';
import { dispatch } from './schedule/dispatch';
import { housekeeping } from './schedule/housekeeping';
import { noticeTasks } from './schedule/noticeTasks';
import { takeInventory } from './schedule/takeInventory';
import { scheduleTasks } from './schedule/tasks';
import { watchStores } from './schedule/watchStores';
import { PortalConsumer } from './selfConsumer/PortalConsumer';
import { PortalCredentials } from './selfConsumer/PortalCredentials';
import { createRotationService } from './service/createRotationService';
import { publishChanges } from './service/signals';
import { RULES } from './workflow/rules';

/** How long a replica waits for its present work when it is told to stop, in ms. */
const SHUTDOWN_GRACE_MS = 10_000;

/**
 * Keyturn's backend: a ledger of runs, workers that carry them on, and the API in front.
 * @public
 */
export const secretRotationPlugin = createBackendPlugin({
  pluginId: 'secret-rotation',
  register(env) {
    const registry = createAdapterRegistry();
    env.registerExtensionPoint(
      secretRotationExtensionPoint,
      registry.extensionPoint,
    );
    const notifierSlot = createNotifierSlot();
    env.registerExtensionPoint(
      secretRotationNotifierExtensionPoint,
      notifierSlot.extensionPoint,
    );

    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        metrics: optionalMetricsServiceRef,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
        signals: signalsServiceRef,
        tracing: optionalTracingServiceRef,
        userInfo: coreServices.userInfo,
      },
      async init(deps) {
        const { auth, catalog, config, logger } = deps;
        const portalCredentials = new PortalCredentials();
        const portalConsumer = new PortalConsumer(portalCredentials);
        registry.adapters.consumers.set('self', () => portalConsumer);
        const configuration = readConfiguration(
          config,
          registry.adapters,
          portalCredentials,
        );
        portalCredentials.connect(configuration.stores);
        for (const entry of configuration.entries) {
          if (!entry.problem) continue;
          const { message, fix } = entry.problem;
          logger.error(
            entry.section === 'root'
              ? `${message}. ${fix}`
              : `secretRotation.${entry.section}.${entry.name} is disabled: ${message}. ${fix}`,
          );
        }

        const failpoints = failpointsFromEnvironment(process.env);
        const ledger = await Ledger.create(deps.database, failpoints);
        const clock = new DatabaseClock(ledger.knex);
        const reader = new CatalogReader({ catalog, auth });
        const { leaseMs, concurrency, labels, tickSeconds, patience } =
          configuration.worker;
        // A call ends well before the lease does, so that a successor never meets a call of its predecessor.
        const deadlineMs = leaseMs / 2;
        const [metrics] = deps.metrics;
        const [tracing] = deps.tracing;
        const instruments = createInstruments({ metrics, tracing });
        watchBacklog(metrics, logger, async () =>
          measureBacklog(ledger.knex, await clock.sync()),
        );
        const gate = new EffectGate({
          failpoints,
          logger,
          deadlineMs,
          instruments,
        });
        const changed = publishChanges(deps.signals, logger);
        let touch: (run: RunRow) => void = () => {};
        const engine = new Engine({
          ledger,
          clock,
          configuration,
          consumerSource: reader,
          gate,
          failpoints,
          patience,
          rules: RULES,
          logger,
          instruments,
          onCommit: run => {
            touch(run);
            changed({ secretId: run.secretId, runId: run.id });
          },
          onEffect: run => touch(run),
        });
        const workerName = `${hostname()}:${process.pid}:${randomUUID().slice(
          0,
          8,
        )}`;
        portalConsumer.join({
          own: workerName,
          live: async () => liveWorkers(ledger.knex, await clock.sync()),
        });
        const worker = new Worker({
          ledger,
          clock,
          logger,
          name: workerName,
          leaseMs,
          concurrency,
          labels,
          credentials: portalCredentials.declared,
          patienceMs: leaseMs,
          deadlineMs,
          instruments,
          advance: (run, departure) => engine.advance(run, departure),
        });
        touch = run => worker.touch(run.id, run.epoch);
        const tick = () => {
          worker
            .tick()
            .catch(() =>
              logger.warn(
                'The ledger does not answer; the next tick tries again',
              ),
            );
        };

        const service = createRotationService({
          ledger,
          clock,
          configuration,
          engine,
          gate,
          rules: RULES,
          consumerSource: reader,
          wake: tick,
          onChange: changed,
        });
        registerPermissions(deps.permissionsRegistry, service);
        const audit = new DecisionAudit(deps.auditor);
        mountApi(deps.httpRouter, {
          service: new AuthorizedRotationService({
            service,
            audit,
            authorization: new Authorization({
              auth,
              permissions: deps.permissions,
              userInfo: deps.userInfo,
              settings: configuration,
              ruleset: deps.permissionsRegistry.getPermissionRuleset(
                secretPermissionResourceRef,
              ),
            }),
          }),
          httpAuth: deps.httpAuth,
          audit,
          logger,
        });

        await scheduleTasks(deps.scheduler, logger, [
          ...noticeTasks({
            knex: ledger.knex,
            clock,
            configuration,
            gate,
            notifier: notifierSlot.notifier,
            logger,
          }),
          {
            id: 'work',
            everySeconds: tickSeconds,
            timeoutSeconds: 30,
            scope: 'local',
            run: () => worker.tick(),
          },
          {
            id: 'dispatch',
            everySeconds: 10,
            timeoutSeconds: 30,
            scope: 'global',
            run: async () => {
              if ((await dispatch({ ledger, clock, configuration })) > 0)
                tick();
            },
          },
          {
            id: 'watch',
            everySeconds: 10,
            timeoutSeconds: 60,
            scope: 'global',
            run: () =>
              watchStores({
                knex: ledger.knex,
                clock,
                configuration,
                gate,
                onChange: changed,
              }),
          },
          {
            id: 'inventory',
            everySeconds: 60,
            timeoutSeconds: 300,
            scope: 'global',
            run: () =>
              takeInventory({ knex: ledger.knex, clock, configuration, gate }),
          },
          {
            id: 'housekeeping',
            everySeconds: 600,
            timeoutSeconds: 300,
            scope: 'global',
            run: async () => {
              const { reopened } = await housekeeping({
                ledger,
                clock,
                logger,
                leaseMs,
                retention: configuration.retention,
              });
              if (reopened > 0) tick();
            },
          },
          {
            id: 'catalog-sync',
            everySeconds: 30,
            timeoutSeconds: 120,
            scope: 'global',
            run: () =>
              syncCatalog({
                knex: ledger.knex,
                clock,
                configuration,
                reader,
                gate,
                logger,
              }),
          },
        ]);
        deps.lifecycle.addShutdownHook(() => worker.stop(SHUTDOWN_GRACE_MS));
      },
    });
  },
});
