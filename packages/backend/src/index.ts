import './workingDirectory';
import { createBackend } from '@backstage/backend-defaults';
import { exitAfterFailedStart } from './failedStart';

const backend = createBackend();

backend.add(import('@backstage/plugin-app-backend'));
backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('./developmentSignIn'));
backend.add(import('@backstage/plugin-permission-backend'));
backend.add(import('./permissionPolicy'));
backend.add(import('@backstage/plugin-events-backend'));
backend.add(import('@backstage/plugin-signals-backend'));
backend.add(import('@backstage/plugin-notifications-backend'));

backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(
  import('@keyturn/backstage-plugin-catalog-backend-module-secret-rotation'),
);

backend.add(import('@keyturn/backstage-plugin-secret-rotation-backend'));
backend.add(
  import('@keyturn/backstage-plugin-secret-rotation-backend-module-vault'),
);
backend.add(
  import('@keyturn/backstage-plugin-secret-rotation-backend-module-aws'),
);
backend.add(
  import('@keyturn/backstage-plugin-secret-rotation-backend-module-gcp'),
);
backend.add(
  import('@keyturn/backstage-plugin-secret-rotation-backend-module-mysql'),
);
backend.add(
  import('@keyturn/backstage-plugin-secret-rotation-backend-module-postgres'),
);
backend.add(
  import('@keyturn/backstage-plugin-secret-rotation-backend-module-redis'),
);
backend.add(
  import('@keyturn/backstage-plugin-secret-rotation-backend-module-rabbitmq'),
);
backend.add(
  import('@keyturn/backstage-plugin-secret-rotation-backend-module-ldap'),
);
backend.add(
  import('@keyturn/backstage-plugin-secret-rotation-backend-module-tls'),
);
backend.add(
  import('@keyturn/backstage-plugin-secret-rotation-backend-module-keyset'),
);
backend.add(
  import('@keyturn/backstage-plugin-secret-rotation-backend-module-manual'),
);
backend.add(
  import('@keyturn/backstage-plugin-secret-rotation-backend-module-http'),
);
backend.add(
  import('@keyturn/backstage-plugin-secret-rotation-backend-module-exec'),
);
backend.add(
  import('@keyturn/backstage-plugin-secret-rotation-backend-module-kubernetes'),
);
backend.add(
  import('@keyturn/backstage-plugin-secret-rotation-backend-module-aws-lambda'),
);
backend.add(
  import('@keyturn/backstage-plugin-secret-rotation-backend-module-cloud-run'),
);
backend.add(
  import(
    '@keyturn/backstage-plugin-secret-rotation-backend-module-github-actions'
  ),
);
backend.add(
  import('@keyturn/backstage-plugin-secret-rotation-backend-module-gitlab-ci'),
);
backend.add(
  import(
    '@keyturn/backstage-plugin-secret-rotation-backend-module-http-api-key'
  ),
);
backend.add(
  import('@keyturn/backstage-plugin-secret-rotation-backend-module-aws-iam'),
);
backend.add(
  import(
    '@keyturn/backstage-plugin-secret-rotation-backend-module-gcp-service-account'
  ),
);
backend.add(
  import('@keyturn/backstage-plugin-secret-rotation-backend-module-prometheus'),
);
backend.add(
  import(
    '@keyturn/backstage-plugin-secret-rotation-backend-module-notifications'
  ),
);

backend.start().catch(error => exitAfterFailedStart(backend, error));
