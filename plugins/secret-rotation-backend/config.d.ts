import type { HumanDuration } from '@backstage/types';

export interface Config {
  /**
   * Rotation of secrets. Nothing of it is visible to the frontend; what is wrong with it is shown in the portal by
   * name. The schemas of the installed modules mark the credentials of their entries as secret, one key at a time:
   * marking whole entries would make the logger blank out every harmless word in them.
   */
  secretRotation?: {
    /**
     * Entity ref of the group or user who decides where nobody else can, and whose members may enrol secrets.
     */
    fallbackOwner: string;

    /**
     * Whether the built-in owner check is on besides the permission framework. On by default; `false` is only
     * honoured while `permission.enabled` is true.
     */
    ownerCheck?: boolean;

    /**
     * Secrets managers by name. What else an entry needs is its kind's own.
     */
    stores?: {
      [name: string]: {
        /** The kind that an installed module provides, for example `vault`. */
        kind: string;
        /** Labels that a worker (`worker.labels`) must carry to reach it. Any worker will do by default. */
        workerLabels?: string[];
        /** Which paths secrets of which namespaces may use. `*` stands for one segment, `**` for any number. */
        allow: Array<{ namespaces: string[]; paths: string[] }>;
        /**
         * Lists by name what the store holds, so that the portal shows what nobody manages yet. The store's credential
         * needs the right to list. Off by default.
         */
        inventory?: {
          /** What the listed paths begin with, for example `payments/`. All by default. */
          prefix?: string;
          /** How long from one walk to the next. Six hours by default. */
          every?: string | HumanDuration;
          /** How many secrets are kept at most. 100000 by default. */
          limit?: number;
        };
      };
    };

    /**
     * Targets, each with the administrator's credential. What else an entry needs is its kind's own.
     */
    rotators?: {
      [name: string]: {
        /** The kind that an installed module provides, for example `postgres`. */
        kind: string;
        /** Labels that a worker (`worker.labels`) must carry to reach it. Any worker will do by default. */
        workerLabels?: string[];
        /** Which accounts may be used: patterns, or patterns for some namespaces. */
        allow: Array<string | { namespaces: string[]; accounts: string[] }>;
      };
    };

    /**
     * Ways to tell a consumer to load a version and to prove that it did. What else an entry needs is its kind's own.
     */
    consumers?: {
      [name: string]: {
        /** The kind that an installed module provides, for example `http`. */
        kind: string;
        /** Labels that a worker (`worker.labels`) must carry to reach it. Any worker will do by default. */
        workerLabels?: string[];
        /**
         * An entry of `health` that also tells how well its consumers are. They are healthy when both say so. None by
         * default.
         */
        healthSource?: string;
      };
    };

    /**
     * What else tells how well consumers are, for example a monitoring system. Consumer entries name it by
     * `healthSource`. What else an entry needs is its kind's own.
     */
    health?: {
      [name: string]: {
        /** The kind that an installed module provides, for example `prometheus`. */
        kind: string;
        /** Labels that a worker (`worker.labels`) must carry to reach it. Any worker will do by default. */
        workerLabels?: string[];
      };
    };

    /** When secrets rotate, and how carefully. */
    policies?: {
      [name: string]: {
        /** The age limit. Without it and without `cron` nothing rotates by itself. */
        every?: string | HumanDuration;
        /** In place of `every`: five fields of cron. The first such time after a rotation is the next due date. */
        cron?: string;
        /** Time zone of `cron`, and of `window` unless that names its own. UTC by default. */
        timeZone?: string;
        /** When runs of the schedule may start; at any time by default. A person may start one all the same. */
        window?: {
          /** The days on which it opens. Every day by default. */
          days?: Array<'Mon' | 'Tue' | 'Wed' | 'Thu' | 'Fri' | 'Sat' | 'Sun'>;
          /** When it opens, for example "22:00". */
          from: string;
          /** When it is closed again; at or before `from`, on the next day. */
          to: string;
          timeZone?: string;
        };
        /** Over which span starts are spread that would come at the same time. None by default. */
        jitter?: string | HumanDuration;
        /** How long old and new are both accepted. One hour by default. */
        overlap?: string | HumanDuration;
        /** How long consumers must stay healthy after a reload. Five minutes by default. */
        soak?: string | HumanDuration;
        /**
         * How consumers are parted into waves. Each is told, watched for the soak time, and only then the next. By
         * lifecycle by default, those of each at once.
         */
        waves?: {
          /**
           * Lifecycles of the catalog, in the order in which they may be disturbed; others come last. By default
           * `experimental`, `development`, `staging`.
           */
          order?: string[];
          /** The share of each lifecycle's consumers that goes first, for example `10%`; at least one. None by default. */
          canary?: string;
          /** How many consumers are in transition at once. As many as there are by default. */
          atOnce?: number;
        };
        /** Whether a newly enrolled secret rotates at once. `when-due` by default. */
        firstRotation?: 'now' | 'when-due';
        /** How long consumers may take to attest before a person is asked. Two hours by default. */
        verifyDeadline?: string | HumanDuration;
        /**
         * What happens when consumers stay ill: the run holds and asks their owner, or it turns back. `hold` by default,
         * which was called `ask` at first.
         */
        onUnhealthy?: 'hold' | 'rollback' | 'ask';
        /**
         * What takes the place of `overlap` and `soak` in a run that is started because somebody else may have the
         * value. What is not given here stays as it is.
         */
        emergency?: {
          overlap?: string | HumanDuration;
          soak?: string | HumanDuration;
        };
        /**
         * Whether consumers may fail for a moment, where the target accepts one value at a time: from its change until
         * each has reloaded. Such secrets are refused by default.
         */
        interruption?: 'refuse' | 'accept';
        /** How people are reminded of what waits for them, where a module brings notices to them. */
        reminders?: {
          /** How long until the next reminder. A day by default, 15 minutes at least. */
          every?: string | HumanDuration;
          /** How often at most. 3 by default, 0 is never. */
          times?: number;
          /** How long before a secret is due its owner is told. Without it they are not. */
          ahead?: string | HumanDuration;
        };
      };
    };

    /**
     * Times in which the schedule starts nothing. What runs already goes on, and a person may start a run all the
     * same.
     */
    freezes?: Array<{
      /** A date or a date with a time, for example "2026-12-20T18:00". */
      from: string;
      /** When it ends. A date alone means the beginning of that day. */
      to: string;
      /** Of `from` and `to` that name no offset themselves. UTC by default. */
      timeZone?: string;
      /** Shown in the portal. */
      reason: string;
      /** Names of policies for which it holds; `*` is any. All by default. */
      policies?: string[];
      /** Namespaces of the catalog for which it holds; `*` is any. All by default. */
      namespaces?: string[];
    }>;

    /** How this portal's workers work. The defaults suit production. */
    worker?: {
      /** How long a worker's right to a run lasts without renewal. 30 seconds by default. */
      lease?: string | HumanDuration;
      /**
       * Names of what this replica reaches and others may not, for example a network. It alone claims runs whose
       * store, rotator or consumers ask for them by `workerLabels`. None by default.
       */
      labels?: string[];
      /** How often a replica looks for due runs. 2 seconds by default. */
      tick?: string | HumanDuration;
      /** How many runs one replica works on at once. 20 by default. */
      concurrency?: number;
      /** How long a consumer may be ill before it is told again. 15 seconds by default. */
      grace?: string | HumanDuration;
      /** How long until the next look at consumers. 2 seconds by default. */
      poll?: string | HumanDuration;
      /** How often an ill consumer is told again before a person is asked. 3 by default. */
      maxRepairs?: number;
    };

    /** How old what Keyturn keeps may become. A day at least. */
    retention?: {
      /** Runs that are over, with their steps. 400 days by default; the newest success of a secret always stays. */
      runs?: string | HumanDuration;
      /** The audit trail, not shorter than `runs`. Seven years by default; that of an open run always stays. */
      audit?: string | HumanDuration;
      /** Rows of destroyed versions, which hold no value. 400 days by default. */
      versions?: string | HumanDuration;
    };

    /** Where this app has mounted the pages that notices link to. */
    portal?: {
      /** The list of secrets. `/secret-rotation` by default. */
      rotationPath?: string;
      /** The catalog. `/catalog` by default. */
      catalogPath?: string;
    };

    /** Bindings that are enrolled without a person's decision. All three lists must match. */
    enrolment?: Array<{
      namespaces: string[];
      stores: string[];
      rotators: string[];
    }>;
  };
}
