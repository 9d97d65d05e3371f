const MAIN = { name: 'main', image: 'example.com/checkout:1' };

/** A pod that has a Secret in its environment. */
export function podReading(secret: string): object {
  return {
    containers: [{ ...MAIN, envFrom: [{ secretRef: { name: secret } }] }],
  };
}

/** A pod that has a Secret as files. */
export function podMounting(secret: string, mount: object = {}): object {
  return {
    containers: [
      {
        ...MAIN,
        volumeMounts: [{ name: 'login', mountPath: '/login', ...mount }],
      },
    ],
    volumes: [{ name: 'login', secret: { secretName: secret } }],
  };
}
