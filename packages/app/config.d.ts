export interface Config {
  auth?: {
    providers?: {
      /**
       * Sign-in without a password, for the example app. The backend refuses it unless NODE_ENV is development.
       *
       * @deepVisibility frontend
       */
      development?: {
        /** Whom the sign-in page offers. Nobody else can sign in this way. */
        users: Array<{
          /** The user in the catalog, in full: kind, namespace and name. */
          entityRef: string;
          /** The name on the button. */
          title: string;
          /** What this person may do, in a few words. */
          description: string;
        }>;
      };
    };
  };
}
